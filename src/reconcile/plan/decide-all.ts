import { ownMark } from '../../identity/live-document.ts'
import type { Change } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { LiveFacts } from '../../model/drift.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { Access } from '../../model/plan.ts'
import { type Aside, planAside } from '../../swap/aside.ts'
import { decideChange, questionOf } from '../decide/decide.ts'
import { decideKeyCommand, type KeyCommand, keyOf, unknownKeys } from '../decide/decide-key-command.ts'
import type { Decision } from '../decide/decision.ts'
import { blockOlderRemovals } from '../decide/rules/older-checkout.ts'
import { editsOf } from '../diff/compare-fields.ts'
import { createMatcher, type MatchResult, type Pair } from '../match/match.ts'
import { rowKeyFor } from '../match/results.ts'
import type { Policy } from '../policy.ts'
import { accessOf } from './access.ts'
import { createDriftCollector } from './collect-drift.ts'
import type { Needs } from './collisions.ts'
import { createHolderIndex, type HolderIndex } from './holders.ts'
import { type Row, subjectOf } from './row.ts'
import { settleRows } from './settle.ts'
import { noticeStale, staleFinder } from './stale-diagnostics.ts'

/** Everything that there is to do, unordered, with what the listing told on the way. */
export interface Decisions {
  readonly changes: readonly Change[]
  readonly diagnostics: readonly Diagnostic[]
  /** Who takes what from whom. */
  readonly needs: Needs
  /** Former keys of those who get another one, by that. */
  readonly formerKeys: ReadonlyMap<IdentityKey, IdentityKey>
  /** How those could move aside who hold what other documents claim. */
  readonly asides: ReadonlyMap<IdentityKey, Aside>
  /** Documents that will be created; their traits still have to be complete. */
  readonly created: readonly DesiredIdentity[]
  readonly managed: number
  /** Of the managed: those who are disabled, because their document is gone. */
  readonly disabled: number
  readonly unmanaged: number
  readonly unchanged: number
  /** With `waysIn` only, in the order of keys. */
  readonly access: readonly Access[]
  /** With `drift` only. */
  readonly drift?: LiveFacts
}

/** Streams the live identities past the documents; keeps decisions, never the identities: there may be millions. */
export async function decideAll(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: Policy,
  keyCommand?: KeyCommand,
): Promise<Decisions> {
  const staleOf = staleFinder(policy)
  const matcher = createMatcher(identities, policy)
  const holders = createHolderIndex(identities, policy.workspace, staleOf)
  const desiredByKey = new Map(identities.map((desired) => [desired.key, desired]))
  let rows: Row[] = []
  const stale: Diagnostic[] = []
  const seenKeys = new Set<IdentityKey>()
  const drift = policy.drift && createDriftCollector(policy, policy.drift)
  let quiet = 0

  function take(pair: Pair): void {
    const decision = keyCommand ? decideKeyCommand(pair, policy, keyCommand) : decideChange(pair, policy)
    if (keyCommand) seenKeys.add(keyOf(pair))
    drift?.take(pair, decision.change)
    const row = rowOf(pair, decision, { holders, policy })
    if (row) rows.push(row)
    else if (pair.kind !== 'desired-only' || keyCommand) quiet++
  }

  policy.known?.startListing()
  for await (const page of pages) {
    for (const live of page) {
      const pair = matcher.offer(live)
      holders.see(live, pair?.desired.key)
      policy.known?.see(live.id, ownMark(live, policy.workspace)?.key)
      if (keyCommand === undefined) stale.push(...noticeStale(live, staleOf, holders, desiredByKey, policy))
      drift?.see(live)
      if (pair) take(pair)
    }
  }
  policy.known?.sawAll()
  const rest = matcher.finish()
  const kept = rows.filter(({ subject }) => subject.kind !== 'document' || !rest.withdrawn.has(subject.id ?? ''))
  quiet -= rest.withdrawn.size - (rows.length - kept.length)
  rows = [...kept, ...withdrawnRows(rest.withdrawn, desiredByKey)]
  for (const pair of rest.pairs) take(pair)
  const judged = await blockOlderRemovals(rows, policy.checkout)
  const settled = keyCommand
    ? { rows: judged, needs: new Map() }
    : settleRows({ rows: judged, holders, desiredByKey, policy })
  const changes = settled.rows.flatMap(({ decision: { change } }) => (change ? [change] : []))
  return {
    changes,
    diagnostics: [
      ...rest.diagnostics,
      ...stale,
      ...settled.rows.flatMap(({ decision }) => decision.diagnostics),
      ...(keyCommand
        ? unknownKeys(
            keyCommand.keys,
            new Set([...seenKeys, ...desiredByKey.keys()]),
            'no document and no managed identity',
          )
        : []),
      ...unknownKeys([...policy.writeCredentials, ...policy.takeOver], new Set(desiredByKey.keys()), 'no document'),
    ],
    ...factsOf(settled.rows),
    needs: settled.needs,
    managed: rest.managed,
    disabled: rest.disabled,
    unmanaged: rest.unmanaged,
    unchanged: quiet + settled.rows.filter((row) => isUnchanged(row, keyCommand !== undefined)).length,
    ...(drift && { drift: drift.facts(rest.managed) }),
  }
}

/** Accounts that a document was joined to, and which turned out to bear somebody else's mark, or nobody's for certain. */
function withdrawnRows(
  withdrawn: MatchResult['withdrawn'],
  desiredByKey: ReadonlyMap<IdentityKey, DesiredIdentity>,
): Row[] {
  return [...withdrawn].flatMap(([id, { key, blocked }]): Row[] => {
    const desired = desiredByKey.get(key)
    if (desired === undefined) return []
    const change = { ...questionOf(desired, blocked), key: rowKeyFor(key, id), id, reason: 'mark' as const }
    return [{ subject: { kind: 'document', desired, id }, decision: { change, diagnostics: [] } }]
  })
}

/** What is kept of a pair: nothing where there is nothing to do and nothing to say. */
function rowOf(
  pair: Pair,
  decision: Decision,
  { holders, policy }: { readonly holders: HolderIndex; readonly policy: Policy },
): Row | undefined {
  const access = policy.waysIn ? accessOf(pair, decision, policy) : undefined
  const aside = asideOf(pair, decision, holders, policy)
  const isKept = decision.change || decision.diagnostics.length > 0 || access || pair.kind === 'live-only'
  if (!isKept) return undefined
  const former = 'mark' in pair && pair.mark && pair.mark.key !== keyOf(pair) ? pair.mark.key : undefined
  return {
    subject: subjectOf(pair, decision.change),
    decision,
    ...(access && { access }),
    ...(aside && { aside }),
    ...(former !== undefined && { formerKey: former }),
  }
}

/** An expired document without an identity does not count: neither as unchanged nor as unmanaged. */
function isUnchanged({ subject, decision: { change } }: Row, isKeyCommand: boolean): boolean {
  if (change) return change.action === 'none' && !change.blocked
  return isKeyCommand || subject.kind === 'account' || subject.id !== undefined
}

/** What rows say besides their changes, by key. */
function factsOf(rows: readonly Row[]): Pick<Decisions, 'formerKeys' | 'asides' | 'created' | 'access'> {
  const formerKeys = new Map<IdentityKey, IdentityKey>()
  const asides = new Map<IdentityKey, Aside>()
  const created: DesiredIdentity[] = []
  const access: Access[] = []
  for (const { subject, decision, formerKey, aside, access: ways } of rows) {
    const { change } = decision
    if (change && formerKey !== undefined) formerKeys.set(change.key, formerKey)
    if (change && aside && !change.blocked) asides.set(change.key, aside)
    if (change?.action === 'create' && subject.kind === 'document') created.push(subject.desired)
    if (ways) access.push(ways)
  }
  return { formerKeys, asides, created, access: access.sort((left, right) => (left.key < right.key ? -1 : 1)) }
}

/** Only somebody whose mark says who it is can move aside: an interruption would leave a stranger behind. */
function asideOf(pair: Pair, { change }: Decision, holders: HolderIndex, policy: Policy): Aside | undefined {
  if (pair.kind !== 'both' || pair.mark === undefined || change?.action !== 'update' || change.blocked) return undefined
  const contested = holders.contestedOf(pair.live.id, pair.desired.key)
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
