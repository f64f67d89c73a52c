import type { Blocked } from '../../model/change.ts'
import type { Claim } from '../../model/claims.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { Decision } from '../decide/decision.ts'
import type { Policy } from '../policy.ts'
import { findCollisions } from './collisions.ts'
import { createHolderIndex, type HolderIndex } from './holders.ts'
import { staleFinder } from './stale-diagnostics.ts'

/** Lists all identities once more. */
export type Again = () => AsyncIterable<readonly LiveIdentity[]>

/**
 * After a schema was replaced, Kratos derives identifiers and addresses from live traits at the next write, even one that leaves the
 * traits alone. No document claims these values, so their holders were not recorded during the listing; a second listing finds them.
 */
export async function watchLate(
  decisions: readonly Decision[],
  holders: HolderIndex,
  again: Again | undefined,
): Promise<void> {
  const open = decisions.filter(({ change }) => change && !change.blocked && change.action !== 'none')
  const late = new Set<Claim>()
  for (const { change, takes = [] } of open) {
    if (change && holders.areOf(change.key, takes)) continue
    for (const claim of takes) if (holders.claimantOf(claim) === undefined) late.add(claim)
  }
  if (late.size === 0 || again === undefined) return
  const see = holders.watch(late)
  for await (const page of again()) for (const live of page) see(live)
}

/** Blocks changes of `adopt` and `release` that would take such a value: they write only the mark, and Kratos would answer 409. */
export async function blockLate(
  decisions: readonly Decision[],
  documents: ReadonlyMap<IdentityKey, DesiredIdentity>,
  policy: Policy,
  again: Again,
): Promise<readonly Decision[]> {
  const holders = createHolderIndex([], policy.workspace, staleFinder(policy))
  await watchLate(decisions, holders, again)
  const { blocked } = findCollisions(decisions, holders, documents, policy.abilities)
  return decisions.map((decision) => {
    const why: Blocked | undefined = blocked.get(decision)
    return why && decision.change ? { ...decision, change: { ...decision.change, blocked: why } } : decision
  })
}
