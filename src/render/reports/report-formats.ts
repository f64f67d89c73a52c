import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import type { ReportFormat } from './report-format.ts'
import type { ReportName } from './report-names.ts'
import { sarif } from './sarif.ts'

export const reportFormats: Readonly<Record<ReportName, ReportFormat>> = { json, junit, sarif, github, gitlab }
