import { guardNames } from '../model/change-codes.ts'
import { hasEffect } from '../model/change-parts.ts'
import type { Plan } from '../model/plan.ts'

/** What else `--fail-on` can count, besides what guards count. */
const ownCounts = {
  changes: ({ changes }) => changes.filter(hasEffect).length,
  creations: ({ summary }) => summary.create,
  releases: ({ summary }) => summary.release,
  disablings: ({ summary }) => summary.disable,
  deletions: ({ summary }) => summary.delete,
  blocked: ({ summary }) => summary.blocked,
  drift: ({ summary }) => summary.drifted,
  unmanaged: ({ summary }) => summary.unmanaged,
  warnings: ({ diagnostics }) => diagnostics.length,
} as const satisfies Record<string, (plan: Plan) => number>

const guardOf = new Map(guardNames.map((guard) => [guard.replaceAll('_', '-'), guard] as const))

/** The classes of `plan --fail-on`: whatever a guard counts, by its name in flags, and what only counts there. */
export const failClasses: readonly string[] = [...Object.keys(ownCounts), ...guardOf.keys()].sort()

export interface FailCount {
  readonly name: string
  readonly count: number
}

/** Those of the classes that the plan has something of. What a guard counts, it counts in the whole plan, also with `--only`. */
export function failuresOf(plan: Plan, classes: readonly string[]): FailCount[] {
  return [...new Set(classes)].map((name) => ({ name, count: countOf(plan, name) })).filter(({ count }) => count > 0)
}

function countOf(plan: Plan, name: string): number {
  const own = Object.entries(ownCounts).find(([known]) => known === name)
  if (own !== undefined) return own[1](plan)
  return plan.guards.find(({ guard }) => guard === guardOf.get(name))?.count ?? 0
}
