import { present } from '../../model/present.ts'
import type { Outcome, OutcomeKind } from '../../model/report.ts'

/** Outcomes that differ in nothing but whose they are. */
export interface AlikeOutcomes {
  readonly outcome: OutcomeKind
  readonly reason: string
  readonly hint?: string
  /** Of the first of them. */
  readonly keys: readonly string[]
  /** So many others. */
  readonly more: number
}

/** So many that say the same are not worth one another's company yet. */
const mostSingle = 5
const shownKeys = 3

/**
 * Takes those together that did not happen for one and the same reason: a server that goes away, or an interrupt, is one event.
 * What happened, and what has more to say, stays by itself.
 */
export function foldOutcomes(outcomes: readonly Outcome[]): {
  readonly single: readonly Outcome[]
  readonly alike: readonly AlikeOutcomes[]
} {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const name = groupOf(outcome)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group) group.push(outcome)
    else groups.set(name, [outcome])
  }
  const isFolded = (outcome: Outcome) => (groups.get(groupOf(outcome) ?? '')?.length ?? 0) > mostSingle
  const folded = [...groups.values()].filter((members) => members.length > mostSingle)
  return { single: outcomes.filter((outcome) => !isFolded(outcome)), alike: folded.map(alikeOf) }
}

/** By code; its texts tell apart what differs in details. */
function groupOf({ outcome, code, reason, hint, paths, request_id }: Outcome): string | undefined {
  if (outcome !== 'failed' && outcome !== 'skipped') return undefined
  if (code === undefined || reason === undefined || paths !== undefined || request_id !== undefined) return undefined
  return JSON.stringify([outcome, code, reason, hint ?? null])
}

function alikeOf(members: readonly Outcome[]): AlikeOutcomes {
  const [first] = members
  if (first?.reason === undefined) throw new TypeError('a group has a member, and a reason')
  return {
    outcome: first.outcome,
    reason: first.reason,
    ...present({ hint: first.hint }),
    keys: members.slice(0, shownKeys).map(({ key }) => key),
    more: members.length - shownKeys,
  }
}
