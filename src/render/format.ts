import type { Acceptance } from '../model/acceptance.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { BaselineUpdate, DriftView } from '../model/drift.ts'
import type { NoPlan, Plan } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import type { SnippetReader } from './human/diagnostics.ts'
import type { Style } from './style.ts'

/** What drift found, and what became of the baseline where it was written. */
export interface DriftFound {
  readonly plan: Plan
  readonly view: DriftView
  readonly update?: BaselineUpdate
}

/** What `validate` found, and how much it looked at. */
export interface CheckFound {
  readonly files: number
  readonly documents: number
  readonly diagnostics: readonly Diagnostic[]
}

/** What a result is written with. */
export interface Sheet {
  readonly style: Style
  readonly readSnippet: SnippetReader
  /** What is shown is masked already, and a document says so. */
  readonly masked: boolean
}

/** One way to write results; each text ends with a line break. A new one has its name in `format-names.ts` and its entry in `formats.ts`. */
export interface Format {
  plan(plan: Plan, sheet: Sheet): string
  noPlan(why: NoPlan, sheet: Sheet): string
  /** Read from its file: what it was made from is news there. */
  savedPlan(plan: Plan, sheet: Sheet): string
  drift(found: DriftFound, sheet: Sheet): string
  noDrift(why: NoPlan, sheet: Sheet): string
  check(check: CheckFound, sheet: Sheet): string
  /** Of a saved plan. */
  report(report: Report, place: Pick<Plan, 'target' | 'workspace'>, sheet: Sheet): string
  /** Of a plan that was made for this run: people have seen it by then, a machine gets it here. */
  reportWithPlan(report: Report, plan: Plan, sheet: Sheet): string
  /** What `accept` is about to write, or why it does not. */
  acceptance(acceptance: Acceptance, sheet: Sheet): string
  /** The same once it is written. */
  written(acceptance: Acceptance, sheet: Sheet): string
  /** Mistakes in idctl.yaml itself, or in a baseline: nothing else was looked at. */
  fileProblems(file: 'configuration' | 'schemas' | 'baseline', diagnostics: readonly Diagnostic[], sheet: Sheet): string
  runs(runs: readonly (RunSummary | UnreadableRun)[], sheet: Sheet): string
  run(run: RunStory, sheet: Sheet): string
}
