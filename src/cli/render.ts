import type { Acceptance } from '../model/acceptance.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { NoPlan, Plan, Planned } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import type { CheckFound, DriftFound, Format, Sheet } from '../render/format.ts'
import { formats } from '../render/formats.ts'
import type { SnippetReader } from '../render/human/diagnostics.ts'
import { maskAcceptance } from '../render/masking/mask-acceptance.ts'
import { maskDiagnostics } from '../render/masking/mask-diagnostics.ts'
import { maskDrift } from '../render/masking/mask-drift.ts'
import { maskNoPlan, maskPlan } from '../render/masking/mask-plan.ts'
import { maskReport } from '../render/masking/mask-report.ts'
import { maskRun, maskRunList } from '../render/masking/mask-run.ts'
import type { Output } from './output.ts'

// These functions mask values before they pass them to a format.

/** A plan, or the errors that prevent it, in the chosen format. */
export function renderPlannedAs(planned: Planned, output: Output, readSnippet: SnippetReader): string {
  const sheet = sheetOf(output, readSnippet)
  return planned.ok
    ? formatOf(output).plan(output.shown(planned.plan, maskPlan), sheet)
    : formatOf(output).noPlan(output.shown(planned, maskNoPlan), sheet)
}

/** A plan that was read from its file; it has no source lines to show. */
export function renderSavedPlanAs(plan: Plan, output: Output): string {
  return formatOf(output).savedPlan(output.shown(plan, maskPlan), sheetOf(output))
}

/** A plan on stderr, for a person who is asked while a machine reads stdout. */
export function renderPlanForTalk(plan: Plan, output: Output, readSnippet: SnippetReader): string {
  return formats.human.plan(output.shown(plan, maskPlan), { ...sheetOf(output, readSnippet), style: output.errorStyle })
}

export function renderDriftAs(found: DriftFound, output: Output, readSnippet: SnippetReader): string {
  return formatOf(output).drift(output.shown(found, maskDrift), sheetOf(output, readSnippet))
}

/** The errors that prevent finding drift. */
export function renderNoDriftAs(noPlan: NoPlan, output: Output, readSnippet: SnippetReader): string {
  return formatOf(output).noDrift(output.shown(noPlan, maskNoPlan), sheetOf(output, readSnippet))
}

export function renderCheckAs(check: CheckFound, output: Output, readSnippet: SnippetReader): string {
  const shown = output.shown(check, (whole, masking) => {
    return { ...whole, diagnostics: maskDiagnostics(whole.diagnostics, masking) }
  })
  return formatOf(output).check(shown, sheetOf(output, readSnippet))
}

/** The report of a saved plan; `declared` comes from the plan. */
export function renderReportAs(
  report: Report,
  plan: Pick<Plan, 'target' | 'workspace' | 'declared'>,
  output: Output,
): string {
  return formatOf(output).report(shownReport(report, plan, output), plan, sheetOf(output))
}

/** The report of a plan made for this run. */
export function renderReportWithPlan(report: Report, plan: Plan, output: Output): string {
  const shownPlan = output.shown(plan, maskPlan)
  return formatOf(output).reportWithPlan(shownReport(report, plan, output), shownPlan, sheetOf(output))
}

function shownReport(report: Report, { declared = [] }: Pick<Plan, 'declared'>, output: Output): Report {
  return output.shown(report, (whole, masking) => maskReport(whole, declared, masking))
}

/** What `accept` is about to write, or has written. */
export function renderAcceptanceAs(
  step: 'acceptance' | 'written',
  acceptance: Acceptance,
  output: Output,
  readSnippet: SnippetReader,
): string {
  return formatOf(output)[step](output.shown(acceptance, maskAcceptance), sheetOf(output, readSnippet))
}

/** An acceptance on stderr, for a person who is asked while a machine reads stdout. */
export function renderAcceptanceForTalk(acceptance: Acceptance, output: Output, readSnippet: SnippetReader): string {
  const sheet = { ...sheetOf(output, readSnippet), style: output.errorStyle }
  return formats.human.acceptance(output.shown(acceptance, maskAcceptance), sheet)
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

export function renderRunsAs(runs: readonly (RunSummary | UnreadableRun)[], output: Output): string {
  return formatOf(output).runs(output.shown(runs, maskRunList), sheetOf(output))
}

export function renderRunAs(run: RunStory, output: Output): string {
  return formatOf(output).run(output.shown(run, maskRun), sheetOf(output))
}

function formatOf(output: Output): Format {
  return formats[output.format]
}

/** Without `readSnippet`, no source lines are shown. */
function sheetOf(output: Output, readSnippet: SnippetReader = () => undefined): Sheet {
  return { style: output.style, masked: output.masked, readSnippet }
}
