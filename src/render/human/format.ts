import type { Format } from '../format.ts'
import { renderAcceptance, renderWritten } from './acceptance.ts'
import { renderCheck, renderFileProblems } from './check.ts'
import { renderDrift, renderNoDrift } from './drift.ts'
import { renderExported } from './exported.ts'
import { renderFiles } from './files.ts'
import { renderFindings } from './findings.ts'
import { renderFormatting } from './formatting.ts'
import { renderMadeFrom, renderNoPlan, renderPlan } from './plan.ts'
import { renderPosting } from './posting.ts'
import { renderReport } from './report.ts'
import { renderRun, renderRuns } from './runs.ts'
import { renderTopic, renderTopics } from './topic.ts'

export const human: Format = {
  plan: renderPlan,
  noPlan: renderNoPlan,
  *savedPlan(plan, sheet) {
    yield renderMadeFrom(plan, sheet.style)
    yield* renderPlan(plan, sheet)
  },
  drift: renderDrift,
  noDrift: renderNoDrift,
  check: (check, { style, readSnippet }) => renderCheck(check, style, readSnippet),
  report: ({ report, facts }, _, { style }) => renderReport(report, facts, style),
  reportWithPlan: ({ report, facts }, _, { style }) => [`\n${renderReport(report, facts, style)}`],
  acceptance: (acceptance, { style, readSnippet }) => renderAcceptance(acceptance, style, readSnippet),
  written: renderWritten,
  exported: (exported, { style, readSnippet }) => renderExported(exported, style, readSnippet),
  fileProblems: (file, diagnostics, { style, readSnippet }) =>
    renderFileProblems(file, diagnostics, style, readSnippet),
  failure: () => '',
  sandbox: ({ adminUrl, publicUrl, apiKey }) =>
    `admin API:        ${adminUrl}\nidentity schemas: ${publicUrl}\n${apiKey === undefined ? '' : `API key:          ${apiKey}\n`}`,
  runs: (runs, now, { style }) => renderRuns(runs, now, style),
  run: (run, { style, detail }) => renderRun(run, detail, style),
  formatting: (formatting, { style, readSnippet }) => renderFormatting(formatting, style, readSnippet),
  topic: (topic, { style }) => renderTopic(topic, style),
  topics: (topics, { style }) => renderTopics(topics, style),
  files: (found, { style }) => renderFiles(found, style),
  findings: (findings, { style }) => renderFindings(findings, style),
  posting: (posting) => renderPosting(posting),
}
