import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import type { Outcome } from '../../model/report.ts'

/** Outcomes that differ only in their identity, and in the request id that the journal keeps. */
export interface AlikeOutcomes {
  /** The first of them, as an example of all. */
  readonly first: Outcome
  /** Keys of the first `shownKeys` of them. */
  readonly keys: readonly string[]
  /** Number of the others. */
  readonly more: number
}

/** What a dead server did to a run: its cause is told once. */
export interface Outage {
  readonly cause: string
  /** What to do, as the first of them says it. */
  readonly hint?: string
  readonly failed: number
  readonly notStarted: number
}

/** Up to this many equal outcomes are shown one by one. */
const mostSingle = 5
const shownKeys = 3

/** Whether an outcome is told after a run: what was done as planned is only counted. */
export function isNotDone({ outcome, waits }: Outcome): boolean {
  return waits === true || (outcome !== 'done' && outcome !== 'already-done')
}

/**
 * Groups outcomes that have the same reason: one outage, interrupt or mistake can affect many changes. Others, and those of which
 * there are few, stay single.
 */
export function foldOutcomes(outcomes: readonly Outcome[]): {
  readonly single: readonly Outcome[]
  readonly alike: readonly AlikeOutcomes[]
} {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) push(groups, groupOf(outcome), outcome)
  const isFolded = (members: readonly Outcome[]) => members.length > mostSingle
  return {
    single: outcomes.filter((outcome) => !isFolded(groups.get(groupOf(outcome)) ?? [])),
    alike: [...groups.values()].filter(isFolded).flatMap(alikeOf),
  }
}

/** Equal for outcomes that are alike. Those of one code with different details differ in their texts. */
export function groupOf({ outcome, code, reason, hint, paths, waits }: Outcome): string {
  return JSON.stringify([outcome, code, reason, hint, paths, waits])
}

function alikeOf(members: readonly Outcome[]): AlikeOutcomes[] {
  return members.slice(0, 1).map((first) => ({
    first,
    keys: members.slice(0, shownKeys).map(({ key }) => key),
    more: members.length - shownKeys,
  }))
}

/**
 * Takes the text about the server's outage out of the outcomes. Those that say nothing else are only counted; what was done in
 * part keeps the rest of its reason.
 */
export function withoutOutage(
  outcomes: readonly Outcome[],
  cause: string,
): { readonly others: readonly Outcome[]; readonly outage: Outage } {
  const others: Outcome[] = []
  const counts = { failed: 0, skipped: 0 }
  let advice: string | undefined
  for (const outcome of outcomes) {
    const { outcome: kind, reason = '', hint, ...rest } = outcome
    if (reason === cause) advice ??= hint
    const left = outsideOf(reason, cause)
    if (left === undefined) others.push(outcome)
    else if ((left === '' || outcome.code === 'not-started') && (kind === 'failed' || kind === 'skipped'))
      counts[kind] += 1
    else others.push({ ...rest, outcome: kind, reason: left })
  }
  const outage = { cause, failed: counts.failed, notStarted: counts.skipped, ...present({ hint: advice }) }
  return { others, outage }
}

/** What a reason says before the cause that ends it; `undefined` where it does not end so. */
function outsideOf(reason: string, cause: string): string | undefined {
  return reason.endsWith(cause) ? reason.slice(0, -cause.length).replace(/: $/, '') : undefined
}
