import { hasEffect } from '../model/change-parts.ts'
import type { DriftView } from '../model/drift.ts'
import { type ExitName, exitCodes } from '../model/exit-codes.ts'
import type { Planned } from '../model/plan.ts'
import type { Report } from '../model/report.ts'

/** The meaning of each exit code; the reference page of the docs is generated from here. */
export const exitMeanings: Readonly<Record<ExitName, string>> = {
  ok: 'Done, or nothing to do. Blocked orphans alone, and a plan with changes without `--detailed-exitcode`, are 0 too.',
  error: 'An error; nothing was executed. `doctor`: something is wrong.',
  differs:
    'Changes (`plan --detailed-exitcode`), a class of `plan --fail-on`, or drift (`drift`) that no baseline accepts and that was seen often enough, or files that are not up to date (`schema --check`).',
  invalid:
    'Invalid configuration, documents, baseline or sightings, also ambiguous matches, collisions and removals that the schema refuses.',
  refused:
    'Nothing was executed: a guard without consent, a question that was answered with no, invites without a new file for them, a plan that removes a required key, another server than that of the plan, or a plan file or inventory that is damaged or made for something else.',
  incomplete:
    'Executed, but not completely: a change failed, or was skipped because its identity had moved; a document stayed blocked, or a removal (from an older checkout, because of a clock, or because Kratos would refuse it); a part of a change waits; or the inventory or the report could not be written.',
  unreadable: 'The live state could not be read completely; nothing was planned or executed.',
  usage: 'Wrong usage: an unknown command or flag, a missing argument, a question that nobody can answer.',
  interrupted: 'Interrupted by SIGINT or SIGTERM.',
}

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
