import { hasEffect } from '../model/change-parts.ts'
import type { DriftView } from '../model/drift.ts'
import { type ExitName, exitCodes } from '../model/exit-codes.ts'
import type { Planned } from '../model/plan.ts'
import type { Report } from '../model/report.ts'

/** Why a plan must not be executed: errors (`invalid`) or a tripped guard (`refused`); `undefined` when it may be. */
export function refusalOf(planned: Planned): 'invalid' | 'refused' | undefined {
  if (!planned.ok) return 'invalid'
  return planned.plan.guards.some(({ tripped }) => tripped) ? 'refused' : undefined
}

/** Exit of `plan`. Observed differences do not count as changes. */
export function planExit(planned: Planned, asked: { readonly detailed: boolean; readonly fails: boolean }): ExitName {
  const changes = planned.ok && planned.plan.changes.some(hasEffect)
  return refusalOf(planned) ?? ((asked.detailed && changes) || asked.fails ? 'differs' : 'ok')
}

/** Exit of `drift`. Guards do not matter, because nothing is written. */
export function driftExit({ counts }: DriftView): ExitName {
  return counts.drifted > 0 ? 'differs' : 'ok'
}

/** Exit of a run. Blocked orphans do not count. */
export function reportExit({ counts, outcomes, problems = [], interrupted }: Report): ExitName {
  if (interrupted) return 'interrupted'
  if (problems.length > 0) return 'incomplete'
  const stuck = outcomes.some(({ outcome, orphan, waits }) => waits || (outcome === 'blocked' && orphan === undefined))
  return stuck || counts.failed + counts.moved + counts.skipped > 0 ? 'incomplete' : 'ok'
}

export function exitNumber(name: ExitName): number {
  return exitCodes[name]
}
