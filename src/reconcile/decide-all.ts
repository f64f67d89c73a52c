import type { Change } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { LiveFacts } from '../model/drift.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../model/identity.ts'
import type { Access } from '../model/plan.ts'
import { accessOf } from './access.ts'
import { type Aside, planAside } from './aside.ts'
import { createDriftCollector } from './collect-drift.ts'
import { type CollisionResult, createHolderIndex, findCollisions, type HolderIndex } from './collisions.ts'
import { editsOf } from './compare-fields.ts'
import { type Decision, decideChange } from './decide.ts'
import { decideKeyCommand, type KeyCommand, keyOf, unknownKeys } from './decide-key-command.ts'
import { ownMark } from './live-document.ts'
import { createMatcher, type Pair } from './match.ts'
import type { Policy } from './policy.ts'
import { blockOlderRemovals } from './rules/older-checkout.ts'
import { noticeStale, staleFinder } from './stale-diagnostics.ts'

/** Everything that there is to do, unordered, with what the listing told on the way. */
export interface Decisions {
  readonly changes: readonly Change[]
  readonly diagnostics: readonly Diagnostic[]
  readonly collisions: CollisionResult
  /** Former keys of those who get another one, by that. */
  readonly formerKeys: ReadonlyMap<IdentityKey, IdentityKey>
  /** How those could move aside who hold what other documents claim. */
  readonly asides: ReadonlyMap<IdentityKey, Aside>
  /** Documents that will be created; their traits still have to be complete. */
  readonly created: readonly DesiredIdentity[]
  readonly managed: number
  readonly unmanaged: number
  readonly unchanged: number
  /** With `waysIn` only, in the order of keys. */
  readonly access: readonly Access[]
  /** With `drift` only. */
  readonly drift?: LiveFacts
}

/** Streams the live identities past the documents; keeps decisions, never the identities (product §8). */
export async function decideAll(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: Policy,
  keyCommand?: KeyCommand,
): Promise<Decisions> {
  const staleOf = staleFinder(policy)
  const matcher = createMatcher(identities, policy.workspace, [...policy.takeOver])
  const holders = createHolderIndex(identities, policy.workspace, staleOf)
  const desiredByKey = new Map(identities.map((desired) => [desired.key, desired]))
  const decisions: Decision[] = []
  const stale: Diagnostic[] = []
  const created: DesiredIdentity[] = []
  const seenKeys = new Set<IdentityKey>()
  const access: Access[] = []
  const asides = new Map<IdentityKey, Aside>()
  const formerKeys = new Map<IdentityKey, IdentityKey>()
  const drift = policy.drift && createDriftCollector(policy, policy.drift)
  let unchanged = 0

  function take(pair: Pair): void {
    const decision = keyCommand ? decideKeyCommand(pair, policy, keyCommand) : decideChange(pair, policy)
    if (keyCommand) seenKeys.add(keyOf(pair))
    const ways = policy.waysIn ? accessOf(pair, decision, policy) : undefined
    if (ways) access.push(ways)
    if (pair.kind === 'both' && pair.mark && pair.mark.key !== pair.desired.key) {
      formerKeys.set(pair.desired.key, pair.mark.key)
    }
    const aside = asideOf(pair, decision, holders, policy)
    if (aside) asides.set(keyOf(pair), aside)
    drift?.take(pair, decision.change)
    if (decision.change || decision.diagnostics.length > 0) decisions.push(decision)
    if (decision.change?.action === 'create' && pair.kind === 'desired-only') created.push(pair.desired)
    // An expired document without an identity is nobody.
    if (!decision.change && pair.kind === 'desired-only' && !keyCommand) return
    if (!decision.change || (decision.change.action === 'none' && !decision.change.blocked)) unchanged++
  }

  policy.known?.startListing()
  for await (const page of pages) {
    for (const live of page) {
      holders.see(live)
      policy.known?.see(live.id, ownMark(live, policy.workspace)?.key)
      if (keyCommand === undefined) stale.push(...noticeStale(live, staleOf, holders, desiredByKey, policy))
      drift?.see(live)
      const pair = matcher.offer(live)
      if (pair) take(pair)
    }
  }
  policy.known?.sawAll()
  const rest = matcher.finish()
  for (const pair of rest.pairs) take(pair)
  const judged = await blockOlderRemovals(decisions, policy.checkout)
  return {
    changes: judged.flatMap(({ change }) => (change ? [change] : [])),
    diagnostics: [
      ...rest.diagnostics,
      ...stale,
      ...judged.flatMap(({ diagnostics }) => diagnostics),
      ...(keyCommand
        ? unknownKeys(
            keyCommand.keys,
            new Set([...seenKeys, ...desiredByKey.keys()]),
            'no document and no managed identity',
          )
        : []),
      ...unknownKeys([...policy.writeCredentials, ...policy.takeOver], new Set(desiredByKey.keys()), 'no document'),
    ],
    formerKeys,
    asides,
    collisions: findCollisions(judged, holders, desiredByKey, policy.abilities),
    created,
    managed: rest.managed,
    unmanaged: rest.unmanaged,
    unchanged,
    access: access.sort((left, right) => (left.key < right.key ? -1 : 1)),
    ...(drift && { drift: drift.facts(rest.managed) }),
  }
}

/** Only somebody whose mark says who it is can move aside: an interruption would leave a stranger behind. */
function asideOf(pair: Pair, { change }: Decision, holders: HolderIndex, policy: Policy): Aside | undefined {
  if (pair.kind !== 'both' || pair.mark === undefined || change?.action !== 'update' || change.blocked) return undefined
  const contested = holders.contestedOf(pair.live.id)
  if (contested.length === 0) return undefined
  const { live, mark } = pair
  const schema = policy.schemas.get(live.schema_id)
  return planAside({
    live,
    mark,
    edits: editsOf(change.fields, pair),
    contested,
    schema,
    abilities: policy.abilities,
  })
}
