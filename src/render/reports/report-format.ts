import type { Diagnostic } from '../../model/diagnostic.ts'
import type { ExitName } from '../../model/exit-codes.ts'
import type { NoPlan, Plan } from '../../model/plan.ts'
import type { Report } from '../../model/report.ts'
import type { RunFacts, RunStory, RunSummary, UnreadableRun } from '../../model/run.ts'
import type { CheckFound, DriftFound, FailureFound } from '../format.ts'
import type { ShownPlan } from '../masking/shown-plan.ts'

/** What a command has found, without what no output may show. */
export type ReportSubject =
  | { readonly kind: 'plan' | 'saved-plan'; readonly plan: ShownPlan }
  | { readonly kind: 'no-plan' | 'no-drift'; readonly why: NoPlan }
  /** `answers`: what people can do about it, each with its command. */
  | { readonly kind: 'drift'; readonly found: DriftFound; readonly answers: readonly string[] }
  | { readonly kind: 'check'; readonly check: CheckFound }
  /** `plan`: the one that was made for this run. */
  | {
      readonly kind: 'run'
      readonly report: Report
      readonly facts: RunFacts
      readonly place: ReportPlace
      readonly plan?: ShownPlan
    }
  | { readonly kind: 'runs'; readonly runs: readonly (RunSummary | UnreadableRun)[]; readonly now: Date }
  | { readonly kind: 'story'; readonly run: RunStory }
  | {
      readonly kind: 'file-problems'
      readonly file: 'configuration' | 'schemas' | 'baseline'
      readonly diagnostics: readonly Diagnostic[]
    }

export type ReportPlace = Pick<Plan, 'target' | 'workspace'>

/** The end of a command. */
export interface ReportContent {
  /** Absent when it failed before it found anything. */
  readonly subject?: ReportSubject
  /** Why it failed, also after it found something. */
  readonly failure?: FailureFound
}

export interface ReportSheet {
  /** Name of the command: `plan`. */
  readonly command: string
  readonly idctlVersion: string
  readonly exit: ExitName
  /** Keys, ids, values and files are pseudonyms. */
  readonly masked: boolean
  /** From the root of the repository to the folder of idctl.yaml, with `/` at its end; `''` where they are the same. */
  readonly prefix: string
  /** Name of idctl.yaml, for what has no other place. */
  readonly configFile: string
  /** `--link-base`: the URL of the root of the repository at one commit, without `/` at its end. */
  readonly linkBase?: string
  /** What idctl.yaml says, where it could be read: a command that fails has no other. */
  readonly place?: Partial<ReportPlace>
}

/** Renders a report. The parts are made while they are written: a plan may be long. */
export type ReportFormat = (content: ReportContent, sheet: ReportSheet) => Iterable<string>
