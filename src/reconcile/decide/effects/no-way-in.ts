import { derivesAnew } from '../../../identity/derives-anew.ts'
import type { LiveIdentity } from '../../../model/identity.ts'
import { waysAfter, waysNow } from '../live-ways.ts'
import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells that the person has no way to sign in any more. */
export function noWayIn(update: Update): readonly Effect[] {
  const { live } = update.pair
  const told = lossOf(live, update)
  const taken = update.left === live ? told : lossOf(update.left, update)
  return [...(told === undefined ? [] : [tells('no-way-in', told)]), ...(taken === undefined ? [] : [counted])]
}

const counted: Effect = { counts: { removals: 1 } }

/** Fails closed: if a way in was certain before and none is certain after, it counts as a loss, even if an uncertain one remains. */
function lossOf(account: LiveIdentity, update: Update): string | undefined {
  const { pair, target, schemas, credentials } = update
  const isUntouched = !derivesAnew(account, target) && credentials.changes.length === 0
  if (schemas.target === undefined || isUntouched) return undefined
  const before = waysNow(account, pair.mark, schemas.live)
  const after = waysAfter(account, update)
  if (after.known.length > 0 || before.known.length + before.notKnown.length === 0) return undefined
  if (after.notKnown.length === 0) return 'no way in is left: the person can no longer sign in'
  if (before.known.length === 0) return undefined
  return `no way in is certain any more: perhaps ${after.notKnown.join(', ')}`
}
