import { derivesAnew } from '../../../identity/derives-anew.ts'
import type { LiveIdentity } from '../../../model/identity.ts'
import { waysAfter, waysNow } from '../live-ways.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells that the person has no way to sign in any more. */
export function noWayIn(update: Update): readonly Effect[] {
  const { live } = update.pair
  const fromLive = lossOf(live, update)
  const fromLeft = update.left === live ? fromLive : lossOf(update.left, update)
  return [
    ...(fromLive === undefined ? [] : [effect('no-way-in', fromLive)]),
    ...(fromLeft === undefined ? [] : [oneRemoval]),
  ]
}

const oneRemoval: Effect = { counts: { removals: 1 } }

/** Fails closed: if a way in was certain before and none is certain after, it counts as a loss, even if an uncertain one remains. */
function lossOf(account: LiveIdentity, update: Update): string | undefined {
  const { pair, intended, schemas, credentials } = update
  const isUntouched = !derivesAnew(account, intended) && credentials.changes.length === 0
  if (schemas.intended === undefined || isUntouched) return undefined
  const before = waysNow(account, pair.mark, schemas.live)
  const after = waysAfter(account, update)
  if (after.known.length > 0 || before.known.length + before.notKnown.length === 0) return undefined
  if (after.notKnown.length === 0) return 'no way in is left: the person can no longer sign in'
  if (before.known.length === 0) return undefined
  return `no way in is certain any more: perhaps ${after.notKnown.join(', ')}`
}
