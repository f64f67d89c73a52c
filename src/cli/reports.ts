import { present } from '../model/present.ts'
import { shown, told } from '../model/told.ts'
import type { FailureFound } from '../render/format.ts'
import type { ReportContent, ReportSubject } from '../render/reports/report-format.ts'
import { type ReportName, reportNames } from '../render/reports/report-names.ts'
import { usage } from './named-ids.ts'

export interface ReportRequest {
  readonly format: ReportName
  /** `-`: stderr. */
  readonly file: string
}

/** What `--report` asks for, and what a command has found until now. */
export interface Reports {
  readonly requests: readonly ReportRequest[]
  take(subject: ReportSubject): void
  fail(failure: FailureFound): void
  readonly content: ReportContent
}

/** The last subject is that of the report: an apply shows its plan first. @throws IdctlError (exit `usage`) */
export function collectReports(requests: readonly string[] = []): Reports {
  let subject: ReportSubject | undefined
  let failure: FailureFound | undefined
  return {
    requests: requests.map(requestOf),
    take(found) {
      subject = found
    },
    fail(why) {
      failure = why
    },
    get content() {
      return present({ subject, failure })
    },
  }
}

function requestOf(text: string): ReportRequest {
  const [, name, file] = /^([a-z-]+)=(.+)$/.exec(text) ?? []
  const format = reportNames.find((known) => known === name)
  if (format !== undefined && file !== undefined) return { format, file }
  throw usage(
    told`a value of --report is not FORMAT=FILE`,
    told`the formats are ${shown(reportNames.join(', '))}; for example --report junit=idctl.xml`,
  )
}
