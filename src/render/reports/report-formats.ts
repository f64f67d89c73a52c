import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { ReportFormat } from './report-format.ts'
import type { FinalReportName } from './report-names.ts'
import { sarif } from './sarif.ts'

export const reportFormats: Readonly<Record<FinalReportName, ReportFormat>> = {
  json,
  junit,
  sarif,
  github,
  gitlab,
  markdown,
  html,
}
