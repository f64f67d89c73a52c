import { present } from '../../model/present.ts'
import type { Outcome, OutcomeKind } from '../../model/report.ts'

/** Outcomes that differ only in their identity. */
export interface AlikeOutcomes {
  readonly outcome: OutcomeKind
  readonly reason: string
  readonly hint?: string
  /** Keys of the first `shownKeys` of them. */
  readonly keys: readonly string[]
  /** Number of the others. */
  readonly more: number
}

/** Up to this many equal outcomes are shown one by one. */
const mostSingle = 5
const shownKeys = 3

/**
 * Groups failed and skipped outcomes that have the same reason: one server outage or interrupt can affect many changes. Other
 * outcomes, and those with details of their own, stay single.
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

/** Group name of an outcome; `undefined` when it stays single. Outcomes of one code with different details differ in their texts. */
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
