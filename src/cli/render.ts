import type { Acceptance } from '../model/acceptance.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Exported } from '../model/exported.ts'
import type { FilesFound } from '../model/file-step.ts'
import type { Finding } from '../model/finding.ts'
import type { Formatting } from '../model/formatting.ts'
import type { NoPlan, Plan, Planned } from '../model/plan.ts'
import type { Posting } from '../model/posting.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../model/run.ts'

import type { CheckFound, DriftFound, FailureFound, Format, SandboxFound, Sheet, ToldReport } from '../render/format.ts'

import { formatFor } from '../render/formats.ts'
import type { SnippetReader } from '../render/human/diagnostics.ts'
import { shownPlan } from '../render/masking/shown-plan.ts'
import { eventsOf } from '../render/reports/events.ts'
import type { ReportSubject } from '../render/reports/report-format.ts'
import type { Topic } from '../render/topic.ts'
import type { Output } from './output.ts'

// `formatFor` hides and masks what a format may not print.

/** A plan, or the errors that prevent it, in the chosen format. */
export function renderPlannedAs(
  planned: Planned,
  output: Output,
  readSnippet: SnippetReader,
  next: readonly string[],
): Iterable<string> {
  const sheet = { ...sheetOf(output, readSnippet), next }
  return planned.ok ? formatOf(output).plan(planned.plan, sheet) : [formatOf(output).noPlan(planned, sheet)]
}

/** A plan that was read from its file; it has no source lines to show. */
export function renderSavedPlanAs(plan: Plan, output: Output): Iterable<string> {
  return formatOf(output).savedPlan(plan, sheetOf(output))
}

/** A plan on stderr, for a person who is asked while a machine reads stdout. */
export function* renderPlanForTalk(plan: Plan, output: Output, readSnippet: SnippetReader): Generator<string> {
  yield* forTalk(output).plan(plan, { ...sheetOf(output, readSnippet), style: output.errorStyle })
  yield '\n'
}

/** @param answers What people can do about it. */
export function renderDriftAs(
  found: DriftFound,
  output: Output,
  readSnippet: SnippetReader,
  answers: readonly string[],
): string {
  return formatOf(output).drift(found, { ...sheetOf(output, readSnippet), answers })
}

/** The errors that prevent finding drift. */
export function renderNoDriftAs(noPlan: NoPlan, output: Output, readSnippet: SnippetReader): string {
  return formatOf(output).noDrift(noPlan, sheetOf(output, readSnippet))
}

export function renderCheckAs(check: CheckFound, output: Output, readSnippet: SnippetReader): string {
  return formatOf(output).check(check, sheetOf(output, readSnippet))
}

/** The report of a saved plan; `declared` comes from the plan. */
export function renderReportAs(
  told: ToldReport,
  plan: Pick<Plan, 'target' | 'workspace' | 'declared'>,
  output: Output,
): string {
  return formatOf(output).report(told, plan, sheetOf(output))
}

/** The report of a plan made for this run. */
export function renderReportWithPlan(told: ToldReport, plan: Plan, output: Output): Iterable<string> {
  return formatOf(output).reportWithPlan(told, plan, sheetOf(output))
}

/** What `accept` is about to write, or has written. */
export function renderAcceptanceAs(
  step: 'acceptance' | 'written',
  acceptance: Acceptance,
  output: Output,
  readSnippet: SnippetReader,
): string {
  return formatOf(output)[step](acceptance, sheetOf(output, readSnippet))
}

/** An acceptance on stderr, for a person who is asked while a machine reads stdout. */
export function renderAcceptanceForTalk(acceptance: Acceptance, output: Output, readSnippet: SnippetReader): string {
  return forTalk(output).acceptance(acceptance, { ...sheetOf(output, readSnippet), style: output.errorStyle })
}

/** The same on stderr, before what a machine reads on stdout. */
export function renderExportedForTalk(exported: Exported, output: Output, readSnippet: SnippetReader): string {
  return forTalk(output)
    .exported(exported, { ...sheetOf(output, readSnippet), style: output.errorStyle })
    .trimEnd()
}

/** What `export` has written, or the diagnostics that stop it. */
export function renderExportedAs(exported: Exported, output: Output, readSnippet: SnippetReader): string {
  return formatOf(output).exported(exported, sheetOf(output, readSnippet))
}

/** Takes masked diagnostics, because idctl.yaml is read before there is a privacy key. */
export function renderFileProblemsAs(
  file: 'configuration' | 'schemas' | 'baseline',
  shown: readonly Diagnostic[],
  output: Output,
  readSnippet: SnippetReader,
): string {
  return formatOf(output).fileProblems(file, shown, sheetOf(output, readSnippet))
}

/** What stdout gets when a command fails; `''` where stderr is enough. */
export function renderFailureAs(failure: FailureFound, output: Output, masked: boolean): string {
  return formatOf(output).failure(failure, { ...sheetOf(output), masked })
}

export function renderSandboxAs(sandbox: SandboxFound, output: Output): string {
  return formatOf(output).sandbox(sandbox, sheetOf(output))
}

export function renderRunsAs(runs: readonly (RunSummary | UnreadableRun)[], now: Date, output: Output): string {
  return formatOf(output).runs(runs, now, sheetOf(output))
}

export function renderRunAs(run: RunStory, output: Output): string {
  return formatOf(output).run(run, sheetOf(output))
}

export function renderFormattingAs(formatting: Formatting, output: Output, readSnippet: SnippetReader): string {
  return formatOf(output).formatting(formatting, sheetOf(output, readSnippet))
}

/** What there is to say about a code; it is the same for everybody. */
export function renderTopicAs(topic: Topic, output: Output): string {
  return formatOf(output).topic(topic, sheetOf(output))
}

export function renderTopicsAs(topics: readonly Topic[], output: Output): string {
  return formatOf(output).topics(topics, sheetOf(output))
}

export function renderFindingsAs(findings: readonly Finding[], output: Output): string {
  return formatOf(output).findings(findings, sheetOf(output))
}

/** What a command has done on the platform of a pipeline. */
export function renderPostingAs(posting: Posting, output: Output): string {
  return formatOf(output).posting(posting, sheetOf(output))
}

/** The files of a command that sets up a folder. */
export function renderFilesAs(found: FilesFound, output: Output): string {
  return formatOf(output).files(found, sheetOf(output))
}

function formatOf(output: Output): Format<Plan> {
  const { reports, events } = output
  const take = (subject: ReportSubject) => {
    reports.take(subject)
    if (events.isOn) events.tellFiles(eventsOf(subject))
  }
  return formatFor(output.format, output.shown, reports.requests.length > 0 || events.isOn ? take : undefined)
}

/** For reports of a plan that stdout does not get: it is part of another document, later. */
export function takePlan(plan: Plan, output: Output): void {
  const { reports, events } = output
  if (reports.requests.length === 0 && !events.isOn) return
  const subject: ReportSubject = { kind: 'plan', plan: output.shown(plan, shownPlan) }
  reports.take(subject)
  if (events.isOn) events.tellFiles(eventsOf(subject))
}

function forTalk(output: Output): Format<Plan> {
  return formatFor('human', output.shown)
}

/** Without `readSnippet`, no source lines are shown. */
function sheetOf(output: Output, readSnippet: SnippetReader = () => undefined): Sheet {
  return { style: output.style, masked: output.masked, detail: output.detail, readSnippet }
}
