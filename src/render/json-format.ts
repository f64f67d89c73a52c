import { renderFilesJson, renderFindingsJson } from './files-json.ts'
import type { Format } from './format.ts'
import {
  planJsonParts,
  renderAcceptanceJson,
  renderCheckJson,
  renderExportedJson,
  renderFailureJson,
  renderFormattingJson,
  renderNoPlanJson,
  renderProblemsJson,
  renderReportJson,
  renderSandboxJson,
  reportJsonParts,
} from './json.ts'
import { renderDriftJson, renderNoDriftJson } from './json-drift.ts'
import { renderPostingJson } from './posting-json.ts'
import { renderRunJson, renderRunsJson } from './runs-json.ts'
import { renderTopicJson, renderTopicsJson } from './topic-json.ts'

/** Renders one JSON document with `format_version`. */
export const json: Format = {
  plan: planJsonParts,
  noPlan: renderNoPlanJson,
  savedPlan: planJsonParts,
  drift: renderDriftJson,
  noDrift: renderNoDriftJson,
  check: renderCheckJson,
  report: (told, place, { masked }) => renderReportJson(told, place, { masked }),
  reportWithPlan: (told, plan, { masked }) => reportJsonParts(told, plan, { masked, plan }),
  acceptance: (acceptance, sheet) => renderAcceptanceJson(acceptance, false, sheet),
  written: (acceptance, sheet) => renderAcceptanceJson(acceptance, true, sheet),
  exported: renderExportedJson,
  fileProblems: (_, diagnostics, sheet) => renderProblemsJson(diagnostics, sheet),
  failure: renderFailureJson,
  sandbox: renderSandboxJson,
  runs: (runs, _, sheet) => renderRunsJson(runs, sheet),
  run: renderRunJson,
  formatting: renderFormattingJson,
  topic: renderTopicJson,
  topics: renderTopicsJson,
  files: renderFilesJson,
  findings: renderFindingsJson,
  posting: renderPostingJson,
}
