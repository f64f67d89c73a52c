import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { forEachPage } from '../../model/pages.ts'
import { withMembers } from '../../model/present.ts'
import { questionOf } from '../decide/decide.ts'
import type { Decision } from '../decide/decision.ts'
import { mapDecision } from '../decide/decision.ts'
import { describePerson } from '../decide/describe-person.ts'
import { restingOn } from '../decide/evidence.ts'
import type { Person } from '../decide/shown-name.ts'
import { createMatcher, type MatchResult, type Pair } from '../match/match.ts'
import { rowKeyFor } from '../match/results.ts'
import type { Policy } from '../policy.ts'
import { type Row, subjectOf } from './row.ts'
import { together, type Watcher } from './watcher.ts'

/** Decides one pair. Plans of different commands differ only in this function. */
export type Decide = (pair: Pair, policy: Policy) => Decision

export interface Passed {
  /** Rows with something to do or to say, and all accounts without a document; unordered. */
  readonly rows: readonly Row[]
  readonly diagnostics: readonly Diagnostic[]
  readonly managed: number
  /** How many of the managed identities have no access to lose (see `MatchResult`). */
  readonly inert: number
  readonly unmanaged: number
  /** Counts of pairs that need no row: those with an account, and documents alone. */
  readonly quiet: { readonly accounts: number; readonly documents: number }
}

/** Streams the live identities and matches them with the documents. Keeps decisions, never the identities: there may be millions. */
export async function passAll(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: Policy,
  { decide, watchers }: { readonly decide: Decide; readonly watchers: readonly Watcher[] },
): Promise<Passed> {
  const matcher = createMatcher(identities, policy)
  const watcher = together(watchers)
  const quiet = { accounts: 0, documents: 0 }
  let rows: Row[] = []

  function take(pair: Pair): void {
    const decision = mapDecision(decide(pair, policy), (one) => {
      const named = withPerson(withMarkKey(one, pair), pair, policy)
      return pair.kind === 'both' ? restingOn(named, pair, policy) : named
    })
    watcher.take(pair, decision)
    const isKept = decision.change || decision.diagnostics.length > 0 || pair.kind === 'live-only'
    if (isKept) rows.push({ subject: subjectOf(pair, decision.change), decision })
    else quiet[pair.kind === 'desired-only' ? 'documents' : 'accounts']++
  }

  await forEachPage(pages, (page) => {
    for (const live of page) {
      const pair = matcher.offer(live)
      watcher.see(live, pair?.desired)
      if (pair) take(pair)
    }
  })
  watcher.sawAll()
  const { pairs, withdrawn, ...rest } = matcher.finish()
  const certain = rows.filter(({ subject }) => subject.kind !== 'document' || !withdrawn.has(subject.id ?? ''))
  quiet.accounts -= withdrawn.size - (rows.length - certain.length)
  for (const id of withdrawn.keys()) watcher.withdraw(id)
  rows = [...certain, ...withdrawnRows(withdrawn, identities, policy)]
  policy.documents?.expect(pairs.filter((pair) => pair.kind === 'live-only'))
  for (const pair of pairs) take(pair)
  policy.documents?.expect([])
  return { ...rest, rows, quiet }
}

/** Adds the key of the mark to a row with another key: drift and `required` know people by the key of their mark. */
function withMarkKey(decision: Decision, pair: Pair): Decision {
  const mark_key = 'mark' in pair ? pair.mark?.key : undefined
  if (decision.change === undefined || mark_key === undefined || mark_key === decision.change.key) return decision
  return { ...decision, change: withMembers(decision.change, { mark_key }) }
}

function withPerson(decision: Decision, pair: Pair, policy: Policy): Decision {
  const { change } = decision
  return change === undefined ? decision : { ...decision, change: describePerson(change, personOf(pair), policy) }
}

function personOf(pair: Pair): Person {
  const desired = 'desired' in pair ? pair.desired : undefined
  return { desired, live: 'live' in pair ? pair.live : undefined }
}

/** Rows for documents whose match was withdrawn: the account's mark turned out to be another person's, or uncertain. */
function withdrawnRows(
  withdrawn: MatchResult['withdrawn'],
  identities: readonly DesiredIdentity[],
  policy: Policy,
): Row[] {
  if (withdrawn.size === 0) return []
  const byKey = new Map(identities.map((desired) => [desired.key, desired]))
  return [...withdrawn].flatMap(([id, { key, blocked }]): Row[] => {
    const desired = byKey.get(key)
    if (desired === undefined) return []
    const row = { ...questionOf(desired, blocked), key: rowKeyFor(key, id), id, reason: 'mark' as const }
    const change = describePerson(row, { desired }, policy)
    return [{ subject: { kind: 'document', desired, id }, decision: { change, diagnostics: [] } }]
  })
}
