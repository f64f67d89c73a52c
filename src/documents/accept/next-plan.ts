import type { ReplacedFiles } from '../../desired/files/read-file.ts'
import type { Change } from '../../model/change.ts'
import { type Diagnostic, isError } from '../../model/diagnostic.ts'
import type { Planned } from '../../model/plan.ts'

/** Plans the folder as it is, or with other texts in some files. */
export type PlanOf = (replaced?: ReplacedFiles) => Promise<Planned>

/** What the plan of an edited folder does to people, or says of mistakes, that the present plan does not. */
export interface Setbacks {
  readonly mistakes: readonly Diagnostic[]
  /** Who is blocked or removed, or gets a new account. Absent: other mistakes prevent one of the plans, so nobody knows. */
  readonly changes?: readonly Change[]
}

/** Plans once if nobody is blocked or removed at all, else twice. */
export async function setbacksOf(plan: PlanOf, replaced: ReplacedFiles): Promise<Setbacks> {
  const after = await plan(replaced)
  if (after.ok && !after.plan.changes.some(isSetback)) return { mistakes: [], changes: [] }
  const before = await plan()
  if (!after.ok || !before.ok) return { mistakes: newMistakes(mistakesOf(after), mistakesOf(before)) }
  const known = new Set(before.plan.changes.filter(isSetback).map(nameOf))
  return {
    mistakes: [],
    changes: after.plan.changes.filter((change) => isSetback(change) && !known.has(nameOf(change))),
  }
}

function isSetback({ action, blocked }: Change): boolean {
  return blocked !== undefined || action === 'create' || isGoing(action)
}

function isGoing(action: Change['action']): boolean {
  return action === 'delete' || action === 'disable' || action === 'release'
}

/** Who it is, and what happens: somebody who was blocked may not be removed now. */
function nameOf(change: Change): string {
  const what = change.blocked === undefined ? change.action : 'blocked'
  return `${what} ${'id' in change ? change.id : `"${change.key}"`}`
}

function mistakesOf(planned: Planned): Diagnostic[] {
  return planned.ok ? [] : planned.diagnostics.filter(isError)
}

/** Mistakes of a kind of which there were fewer before. A summary may count, so another text alone is no new mistake. */
function newMistakes(after: readonly Diagnostic[], before: readonly Diagnostic[]): Diagnostic[] {
  const count = (list: readonly Diagnostic[], code: string) => list.filter((one) => one.code === code).length
  const known = new Set(before.map(({ summary }) => summary))
  return after.filter(({ code, summary }) => !known.has(summary) && count(after, code) > count(before, code))
}
