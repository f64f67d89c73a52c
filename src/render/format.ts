import type { Acceptance } from '../model/acceptance.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { BaselineUpdate, DriftView } from '../model/drift.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Exported } from '../model/exported.ts'
import type { FilesFound } from '../model/file-step.ts'
import type { Finding } from '../model/finding.ts'
import type { Formatting } from '../model/formatting.ts'
import type { NoPlan, Plan } from '../model/plan.ts'
import type { Posting } from '../model/posting.ts'
import type { Report } from '../model/report.ts'
import type { RunFacts, RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import type { Detail } from './detail.ts'
import type { SnippetReader } from './human/diagnostics.ts'
import type { ShownPlan } from './masking/shown-plan.ts'
import type { Style } from './style.ts'
import type { Topic } from './topic.ts'

/** The result of `drift`, with the changes to the baseline file when it was written. */
export interface DriftFound {
  readonly plan: Plan
  readonly view: DriftView
  readonly update?: BaselineUpdate
}

/** The result of `validate`: the diagnostics, and how many files and documents it checked. */
export interface CheckFound {
  readonly files: number
  readonly documents: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Why a command failed, with its exit code. */
export interface FailureFound {
  readonly exit: number
  readonly name: ExitName
  readonly message: string
  readonly hint?: string | undefined
}

/** Where `sandbox` serves. */
export interface SandboxFound {
  readonly adminUrl: string
  readonly publicUrl: string
  /** Absent when the user gave the key. */
  readonly apiKey?: string | undefined
}

/** The report of a run, and what else is told of it. */
export interface ToldReport {
  /** Without what stands on the terminal already. */
  readonly report: Report
  /** Absent when `report` is whole. */
  readonly whole?: Report
  readonly facts: RunFacts
}

/** What a `Format` needs besides the result. */
export interface Sheet {
  readonly style: Style
  readonly readSnippet: SnippetReader
  readonly detail: Detail
  /** What comes next, for the last lines of a plan that may be executed. */
  readonly next?: readonly string[]
  /** What people can do about drift, each with its command. */
  readonly answers?: readonly string[]
  /** The values are already masked, and a JSON document says so. */
  readonly masked: boolean
}

/**
 * Renders results; each text, or the last of several, ends with a line break. A plan comes in parts, because it may be long. A format may print all that it gets: `formatFor` hides sensitive values,
 * secrets, marks and digests first, and masks the rest with `--mask`. To add a format, name it in `format-names.ts` and enter it
 * in `formats.ts`.
 *
 * @typeParam P What it gets of a plan; callers of `formatFor` pass a whole `Plan`.
 */
export interface Format<P = ShownPlan> {
  plan(plan: P, sheet: Sheet): Iterable<string>
  noPlan(why: NoPlan, sheet: Sheet): string
  /** A plan read from its file. Unlike `plan`, it shows what the plan was made from. */
  savedPlan(plan: P, sheet: Sheet): Iterable<string>
  drift(found: DriftFound, sheet: Sheet): string
  noDrift(why: NoPlan, sheet: Sheet): string
  check(check: CheckFound, sheet: Sheet): string
  /** The report of a saved plan. Its `declared` is used up when a path is masked, before the format gets the report. */
  report(told: ToldReport, plan: Pick<Plan, 'target' | 'workspace' | 'declared'>, sheet: Sheet): string
  /** The report of a plan made for this run. People have already seen that plan; the JSON document includes it. */
  reportWithPlan(told: ToldReport, plan: P, sheet: Sheet): Iterable<string>
  /** What `accept` is about to write, or the diagnostics that stop it. */
  acceptance(acceptance: Acceptance, sheet: Sheet): string
  /** What `accept` has written. */
  written(acceptance: Acceptance, sheet: Sheet): string
  /** What `export` has written, or the diagnostics that stop it. */
  exported(exported: Exported, sheet: Sheet): string
  /** Diagnostics of idctl.yaml, the sandbox's schemas or a baseline: they stopped the command before it checked anything else. */
  fileProblems(file: 'configuration' | 'schemas' | 'baseline', diagnostics: readonly Diagnostic[], sheet: Sheet): string
  /** What stdout gets in place of a result. stderr has told people already, so `''` is enough for them. */
  failure(failure: FailureFound, sheet: Sheet): string
  sandbox(sandbox: SandboxFound, sheet: Sheet): string
  /** `now`: for how long ago they were. */
  runs(runs: readonly (RunSummary | UnreadableRun)[], now: Date, sheet: Sheet): string
  run(run: RunStory, sheet: Sheet): string
  /** What `fmt` did. */
  formatting(formatting: Formatting, sheet: Sheet): string
  /** What `explain` says about one code. */
  topic(topic: Topic, sheet: Sheet): string
  topics(topics: readonly Topic[], sheet: Sheet): string
  /** The files that a command which sets up a folder has written, or would write. */
  files(found: FilesFound, sheet: Sheet): string
  /** What `doctor` has found. */
  findings(findings: readonly Finding[], sheet: Sheet): string
  /** What a command has done on the platform of a pipeline. */
  posting(posting: Posting, sheet: Sheet): string
}
