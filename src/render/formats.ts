import type { Plan } from '../model/plan.ts'
import type { Format } from './format.ts'
import type { FormatName } from './format-names.ts'
import { human } from './human/format.ts'
import { json } from './json-format.ts'
import { hideFirst, type Shown } from './masking/hide-first.ts'
import { ndjson } from './ndjson-format.ts'
import type { ReportSubject } from './reports/report-format.ts'
import { takeSubjects } from './reports/take-subjects.ts'

const formats: Readonly<Record<FormatName, Format>> = { human, json, ndjson }

/**
 * The only way to a format: it gets results without what it must not print.
 *
 * @param take Gets the same results, for reports.
 */
export function formatFor(name: FormatName, shown: Shown, take?: (subject: ReportSubject) => void): Format<Plan> {
  const format = formats[name]
  return hideFirst(take === undefined ? format : takeSubjects(format, take), shown)
}
