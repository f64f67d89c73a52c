import type { BaselineUpdate, DriftView } from '../model/drift.ts'
import type { NoPlan, Plan, Planned } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../model/run.ts'
import type { DocumentCheck } from '../pipeline.ts'
import { renderCheck } from '../render/human/check.ts'
import type { SnippetReader } from '../render/human/diagnostics.ts'
import { renderDrift, renderNoDrift } from '../render/human/drift.ts'
import { renderMadeFrom, renderNoPlan, renderPlan } from '../render/human/plan.ts'
import { renderReport } from '../render/human/report.ts'
import { renderRun, renderRuns } from '../render/human/runs.ts'
import { renderCheckJson, renderNoPlanJson, renderPlanJson, renderReportJson } from '../render/json.ts'
import { renderDriftJson, renderNoDriftJson } from '../render/json-drift.ts'
import { maskDiagnostics } from '../render/masking/mask-diagnostics.ts'
import { maskDrift } from '../render/masking/mask-drift.ts'
import { maskNoPlan, maskPlan } from '../render/masking/mask-plan.ts'
import { maskReport } from '../render/masking/mask-report.ts'
import { maskRun, maskRunList } from '../render/masking/mask-run.ts'
import { renderRunJson, renderRunsJson } from '../render/runs-json.ts'
import type { Output } from './output.ts'

const noSnippets: SnippetReader = () => undefined

/** A plan in the format that was asked for. Without a reader of snippets, source lines are not shown. */
function renderPlanAs(plan: Plan, output: Output, readSnippet: SnippetReader = noSnippets): string {
  const shown = output.shown(plan, maskPlan)
  return output.json ? renderPlanJson(shown, output) : renderPlan(shown, output.style, readSnippet)
}

/** A plan, or why there is none. */
export function renderPlannedAs(planned: Planned, output: Output, readSnippet: SnippetReader): string {
  if (planned.ok) return renderPlanAs(planned.plan, output, readSnippet)
  const shown = output.shown(planned, maskNoPlan)
  return output.json ? renderNoPlanJson(shown, output) : renderNoPlan(shown, output.style, readSnippet)
}

/** One that was read from its file: what it was made from is news there. */
export function renderSavedPlanAs(plan: Plan, output: Output): string {
  const text = renderPlanAs(plan, output)
  return output.json ? text : `${renderMadeFrom(plan, output.style)}${text}`
}

/** For whoever is asked while a machine reads stdout. */
export function renderPlanForTalk(plan: Plan, output: Output, readSnippet: SnippetReader): string {
  return renderPlan(output.shown(plan, maskPlan), output.errorStyle, readSnippet)
}

/** What drift found, and what became of the baseline where it was written. */
export function renderDriftAs(
  found: { readonly plan: Plan; readonly view: DriftView; readonly update?: BaselineUpdate },
  output: Output,
  readSnippet: SnippetReader,
): string {
  const shown = output.shown(found, maskDrift)
  return output.json ? renderDriftJson(shown, output) : renderDrift(shown, output.style, readSnippet)
}

/** Why drift cannot be told. */
export function renderNoDriftAs(noPlan: NoPlan, output: Output, readSnippet: SnippetReader): string {
  const shown = output.shown(noPlan, maskNoPlan)
  return output.json ? renderNoDriftJson(shown, output) : renderNoDrift(shown, output.style, readSnippet)
}

export function renderCheckAs(check: DocumentCheck, output: Output, readSnippet: SnippetReader): string {
  const shown = output.shown(check, (whole, masking) => {
    return { ...whole, diagnostics: maskDiagnostics(whole.diagnostics, masking) }
  })
  return output.json ? renderCheckJson(shown, output) : renderCheck(shown, output.style, readSnippet)
}

/** Of a saved plan; `declared` as in it. */
export function renderReportAs(
  report: Report,
  plan: Pick<Plan, 'target' | 'workspace' | 'declared'>,
  output: Output,
): string {
  const shown = output.shown(report, (whole, masking) => maskReport(whole, plan.declared ?? [], masking))
  return output.json ? renderReportJson(shown, plan, { masked: output.masked }) : renderReport(shown, output.style)
}

/** Of a plan that was made for this run: people have seen it by then, a machine gets it here. */
export function renderReportWithPlan(report: Report, plan: Plan, output: Output): string {
  if (!output.json) return `\n${renderReportAs(report, plan, output)}`
  const shown = output.shown(report, (whole, masking) => maskReport(whole, plan.declared ?? [], masking))
  return renderReportJson(shown, plan, { masked: output.masked, plan: output.shown(plan, maskPlan) })
}

export function renderRunsAs(runs: readonly (RunSummary | UnreadableRun)[], output: Output): string {
  const shown = output.shown(runs, maskRunList)
  return output.json ? renderRunsJson(shown, output) : renderRuns(shown, output.style)
}

export function renderRunAs(run: RunStory, output: Output): string {
  const shown = output.shown(run, maskRun)
  return output.json ? renderRunJson(shown, output) : renderRun(shown, output.style)
}
