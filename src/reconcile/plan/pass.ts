import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { questionOf } from '../decide/decide.ts'
import type { Decision } from '../decide/decision.ts'
import { mapDecision } from '../decide/decision.ts'
import { restingOn } from '../decide/evidence.ts'
import { createMatcher, type MatchResult, type Pair } from '../match/match.ts'
import { rowKeyFor } from '../match/results.ts'
import type { Policy } from '../policy.ts'
import { type Row, subjectOf } from './row.ts'
import { together, type Watcher } from './watcher.ts'

/** What is to be done about one pair: the one thing in which plans of different commands differ. */
export type Decide = (pair: Pair, policy: Policy) => Decision

export interface Passed {
  /** What there is to do or to say, in no order; accounts without a document all of them. */
  readonly rows: readonly Row[]
  readonly diagnostics: readonly Diagnostic[]
  readonly managed: number
  /** Of the managed: those of whom nobody loses access, see `MatchResult`. */
  readonly inert: number
  readonly unmanaged: number
  /** Pairs of which nothing is kept: with an account, and documents alone. */
  readonly quiet: { readonly accounts: number; readonly documents: number }
}

/** Streams the live identities past the documents; keeps decisions, never the identities: there may be millions. */
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
      const named = withMarkKey(one, pair)
      return pair.kind === 'both' ? restingOn(named, pair, policy) : named
    })
    watcher.take(pair, decision)
    const isKept = decision.change || decision.diagnostics.length > 0 || pair.kind === 'live-only'
    if (isKept) rows.push({ subject: subjectOf(pair, decision.change), decision })
    else quiet[pair.kind === 'desired-only' ? 'documents' : 'accounts']++
  }

  for await (const page of pages) {
    for (const live of page) {
      const pair = matcher.offer(live)
      watcher.see(live, pair?.desired.key)
      if (pair) take(pair)
    }
  }
  watcher.sawAll()
  const { pairs, withdrawn, ...rest } = matcher.finish()
  const certain = rows.filter(({ subject }) => subject.kind !== 'document' || !withdrawn.has(subject.id ?? ''))
  quiet.accounts -= withdrawn.size - (rows.length - certain.length)
  for (const id of withdrawn.keys()) watcher.withdraw(id)
  rows = [...certain, ...withdrawnRows(withdrawn, identities)]
  for (const pair of pairs) take(pair)
  return { ...rest, rows, quiet }
}

/** What remembers people by their keys goes by those in the marks, whatever the rows are called. */
function withMarkKey(decision: Decision, pair: Pair): Decision {
  const mark_key = 'mark' in pair ? pair.mark?.key : undefined
  if (decision.change === undefined || mark_key === undefined || mark_key === decision.change.key) return decision
  return { ...decision, change: { ...decision.change, mark_key } }
}

/** Accounts that a document was joined to, and which turned out to bear somebody else's mark, or nobody's for certain. */
function withdrawnRows(withdrawn: MatchResult['withdrawn'], identities: readonly DesiredIdentity[]): Row[] {
  if (withdrawn.size === 0) return []
  const byKey = new Map(identities.map((desired) => [desired.key, desired]))
  return [...withdrawn].flatMap(([id, { key, blocked }]): Row[] => {
    const desired = byKey.get(key)
    if (desired === undefined) return []
    const change = { ...questionOf(desired, blocked), key: rowKeyFor(key, id), id, reason: 'mark' as const }
    return [{ subject: { kind: 'document', desired, id }, decision: { change, diagnostics: [] } }]
  })
}
