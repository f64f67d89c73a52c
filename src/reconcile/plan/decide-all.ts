import type { Change } from '../../model/change.ts'
import type { GuardName } from '../../model/change-codes.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { once } from '../../model/once.ts'
import { type Aside, planAside } from '../../swap/aside.ts'
import { decideChange } from '../decide/decide.ts'
import { unknownKeys } from '../decide/decide-key-command.ts'
import { editsOf } from '../diff/compare-fields.ts'
import type { Pair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import type { Needs } from './collisions.ts'
import { createHolderIndex, type HolderIndex } from './holders.ts'
import { type Again, watchLate } from './late-claims.ts'
import { blockOlderRemovals } from './older-checkout.ts'
import { blockExchanges, outsideOf } from './outside.ts'
import { passAll } from './pass.ts'
import type { DocumentsByKey, Row } from './row.ts'
import { type SettleInput, settleRows } from './settle.ts'
import { staleFinder, watchStale } from './stale-diagnostics.ts'
import { blockTakenBack } from './taken-back.ts'
import { createAcquaintances } from './tell-apart.ts'
import { type AccountWatcher, together, type Watcher, watchAccounts } from './watcher.ts'

/** All changes of a plan, unordered, with the facts that ordering and guards need. */
export interface Decisions {
  readonly changes: readonly Change[]
  readonly diagnostics: readonly Diagnostic[]
  /** Who takes what from whom. */
  readonly needs: Needs
  /** How holders of values that other documents claim could move aside. */
  readonly asides: ReadonlyMap<IdentityKey, Aside>
  /** Documents to create; it is still to be checked that their traits are complete. */
  readonly created: readonly DesiredIdentity[]
  readonly managed: number
  /** Of the managed: those of whom nobody loses access, see `MatchResult`. */
  readonly inert: number
  readonly unmanaged: number
  readonly unchanged: number
}

/**
 * Decides each pair alone, then settles what the decisions mean for each other.
 *
 * @param again lists everybody a second time; needed if a write makes a value unique that no document has
 */
export async function decideAll(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: Policy,
  watchers: readonly Watcher[] = [],
  again?: Again,
): Promise<Decisions> {
  const byKey = once(() => new Map(identities.map((desired) => [desired.key, desired])))
  const desiredByKey: DocumentsByKey = { get: (key) => byKey().get(key) }
  const staleOf = staleFinder(policy)
  const holders = createHolderIndex(identities, policy.workspace, staleOf)
  const stale = watchStale({ staleOf, holders, desiredByKey, policy })
  const acquaintances = createAcquaintances(identities, policy)
  const asides = watchAccounts((pair) => asidesOf(pair, holders, policy))
  const outside = watchAccounts((pair) => outsideOf(pair, holders))
  const passed = await passAll(identities, pages, policy, {
    decide: decideChange,
    watchers: [holders, stale, acquaintances, asides, outside, ...watchers],
  })
  const judged = await blockOlderRemovals(passed.rows, policy.checkout)
  await watchLate(
    judged.map(({ decision }) => decision),
    holders,
    again,
  )
  const limitOrConsent = (guard: GuardName) => policy.limitOrConsent?.(guard, passed.managed) ?? 0
  const fromOutside: SettleInput['fromOutside'] = (found, needs) => {
    const exchanged = blockExchanges(found, needs, {
      asides: byChange(found.filter(isOpen), asides),
      outside: byChange(found, outside),
      mostSwaps: limitOrConsent('swaps'),
    })
    return exchanged.size > 0 || policy.limitOrConsent === undefined ? exchanged : blockTakenBack(found, limitOrConsent)
  }
  const { rows, needs } = settleRows({
    rows: judged,
    holders,
    desiredByKey,
    policy,
    replacements: limitOrConsent('replacements'),
    fromOutside,
  })
  const changes = changesOf(rows)
  const heard = together(watchers)
  return {
    changes: changes.map((change, index) => {
      heard.arranged(index, changes.length)
      return acquaintances.tellApart(change)
    }),
    diagnostics: [
      ...passed.diagnostics,
      ...stale.found(changes),
      ...rows.flatMap(({ decision }) => decision.diagnostics),
      ...unknownNamed(policy, () => new Set(byKey().keys())),
    ],
    needs,
    asides: byChange(rows.filter(isOpen), asides),
    created: rows.flatMap(({ subject, decision: { change } }) =>
      change?.action === 'create' && subject.kind === 'document' ? [subject.desired] : [],
    ),
    managed: passed.managed,
    inert: passed.inert,
    unmanaged: passed.unmanaged,
    unchanged: passed.quiet.accounts + rows.filter(isUnchanged).length,
  }
}

function changesOf(rows: readonly Row[]): Change[] {
  return rows.flatMap(({ decision: { change } }) => (change ? [change] : []))
}

/** Reports keys of `--write-credentials` and `--take-over` that no document has. */
export function unknownNamed(
  { writeCredentials, takeOver }: Policy,
  known: () => ReadonlySet<IdentityKey>,
): Diagnostic[] {
  const named = [...writeCredentials, ...takeOver]
  return named.length === 0 ? [] : unknownKeys(named, known(), 'no document')
}

/** Facts about accounts by the keys of their settled changes. */
function byChange<Found>(
  rows: readonly Row[],
  watched: AccountWatcher<(change: Change) => Found | undefined>,
): Map<IdentityKey, Found> {
  const all = new Map<IdentityKey, Found>()
  for (const { subject, decision } of rows) {
    const id = subject.kind === 'account' ? subject.live.id : subject.id
    const found = id === undefined || !decision.change ? undefined : watched.of(id)?.(decision.change)
    if (decision.change && found !== undefined) all.set(decision.change.key, found)
  }
  return all
}

function isOpen({ decision: { change } }: Row): boolean {
  return change?.blocked === undefined
}

/** Whether a row counts as unchanged. An expired document without an identity does not. */
function isUnchanged({ subject, decision: { change } }: Row): boolean {
  if (change) return change.action === 'none' && !change.blocked
  return subject.kind === 'account' || subject.id !== undefined
}

/** Only an identity with a mark can move aside: after an interruption, nobody could tell whose an unmarked one is. */
function asidesOf(
  pair: Pair,
  holders: HolderIndex,
  policy: Policy,
): ((change: Change) => Aside | undefined) | undefined {
  if (pair.kind !== 'both' || pair.mark === undefined) return undefined
  const contested = holders.contestedOf(pair.live.id, pair.desired.key)
  if (contested.length === 0) return undefined
  const { live, mark } = pair
  const schema = policy.schemas.get(live.schema_id)
  return (change) => {
    if (change.action !== 'update' || change.blocked) return undefined
    const edits = editsOf(change.fields, pair)
    return planAside({ live, mark, edits, contested, schema, abilities: policy.abilities })
  }
}
