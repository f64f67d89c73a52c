import { type GuardName, guardNames } from '../model/change-codes.ts'
import { hasEffect } from '../model/change-parts.ts'
import { guardWord } from '../model/guard-flag.ts'
import type { Plan } from '../model/plan.ts'

/** The classes of `plan --fail-on`: whatever a guard counts, by its name in flags, and what only counts here. */
const counts: Readonly<Record<string, (plan: Plan) => number>> = {
  ...Object.fromEntries(guardNames.map((guard) => [guardWord(guard), (plan: Plan) => guardCount(plan, guard)])),
  changes: ({ changes }) => changes.filter(hasEffect).length,
  creations: ({ summary }) => summary.create,
  releases: ({ summary }) => summary.release,
  disablings: ({ summary }) => summary.disable,
  deletions: ({ summary }) => summary.delete,
  blocked: ({ summary }) => summary.blocked,
  drift: ({ summary }) => summary.drifted,
  unmanaged: ({ summary }) => summary.unmanaged,
  warnings: ({ diagnostics }) => diagnostics.length,
}

export const failClasses: readonly string[] = Object.keys(counts).sort()

export interface FailCount {
  readonly name: string
  readonly count: number
}

/** Those of the classes that the plan has something of. What a guard counts, it counts in the whole plan, also with `--only`. */
export function failuresOf(plan: Plan, classes: readonly string[]): FailCount[] {
  return [...new Set(classes)]
    .map((name) => ({ name, count: counts[name]?.(plan) ?? 0 }))
    .filter(({ count }) => count > 0)
}

function guardCount({ guards }: Plan, name: GuardName): number {
  return guards.find(({ guard }) => guard === name)?.count ?? 0
}
