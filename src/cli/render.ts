import type { BaselineUpdate, DriftView } from '../model/drift.ts'
import type { Plan } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import type { DocumentCheck } from '../pipeline.ts'
import { renderCheck } from '../render/human/check.ts'
import type { SnippetReader } from '../render/human/diagnostics.ts'
import { renderDrift } from '../render/human/drift.ts'
import { renderPlan } from '../render/human/plan.ts'
import { renderReport } from '../render/human/report.ts'
import { renderRun, renderRuns } from '../render/human/runs.ts'
import { renderCheckJson, renderPlanJson, renderReportJson } from '../render/json.ts'
import { renderDriftJson } from '../render/json-drift.ts'
import { renderRunJson, renderRunsJson } from '../render/runs-json.ts'
import type { Output } from './output.ts'

const noSnippets: SnippetReader = () => undefined

/** A plan in the format that was asked for. Without a reader of snippets, source lines are not shown. */
export function renderPlanAs(plan: Plan, output: Output, readSnippet: SnippetReader = noSnippets): string {
  return output.json ? renderPlanJson(plan) : renderPlan(plan, output.style, readSnippet)
}

/** What drift found, and what became of the baseline where it was written. */
export function renderDriftAs(
  found: { readonly plan: Plan; readonly view: DriftView; readonly update?: BaselineUpdate },
  output: Output,
  readSnippet: SnippetReader,
): string {
  return output.json ? renderDriftJson(found) : renderDrift(found, output.style, readSnippet)
}

export function renderCheckAs(check: DocumentCheck, output: Output, readSnippet: SnippetReader): string {
  return output.json ? renderCheckJson(check) : renderCheck(check, output.style, readSnippet)
}

/** Of a saved plan. */
export function renderReportAs(
  report: Report,
  place: { readonly target: string; readonly workspace: string },
  output: Output,
): string {
  return output.json ? renderReportJson(report, place) : renderReport(report, output.style)
}

/** Of a plan that was made for this run: people have seen it by then, a machine gets it here. */
export function renderReportWithPlan(report: Report, plan: Plan, output: Output): string {
  return output.json ? renderReportJson(report, plan, plan) : `\n${renderReport(report, output.style)}`
}

export function renderRunsAs(runs: readonly (RunSummary | UnreadableRun)[], output: Output): string {
  return output.json ? renderRunsJson(runs) : renderRuns(runs, output.style)
}

export function renderRunAs(run: RunStory, output: Output): string {
  return output.json ? renderRunJson(run) : renderRun(run, output.style)
}
