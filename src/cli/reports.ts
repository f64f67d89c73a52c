import { present } from '../model/present.ts'
import { shown, told } from '../model/told.ts'
import type { FailureFound } from '../render/format.ts'
import type { ReportContent, ReportPlace, ReportSubject } from '../render/reports/report-format.ts'
import { type FinalReportName, linkingReports, type ReportName, reportNames } from '../render/reports/report-names.ts'
import { formatHint } from './format-hint.ts'
import { linkBaseOf } from './link-base.ts'
import { usage } from './named-ids.ts'

export interface ReportRequest<Name extends ReportName = FinalReportName> {
  readonly format: Name
  /** `-`: stderr. */
  readonly file: string
}

/** What `--report` asks for, and what a command has found until now. */
export interface Reports {
  readonly requests: readonly ReportRequest[]
  /** Files for events, which are written while the command runs. `-`: stderr. */
  readonly eventFiles: readonly string[]
  /** `--link-base`: a URL without `/` at its end. */
  readonly linkBase?: string
  /** What idctl.yaml says of workspace and target, once it is read. */
  readonly place?: Partial<ReportPlace>
  readAt(place: Partial<ReportPlace>): void
  take(subject: ReportSubject): void
  fail(failure: FailureFound): void
  readonly content: ReportContent
}

/** The last subject is that of the report: an apply shows its plan first. @throws IdctlError (exit `usage`) */
export function collectReports(wanted: readonly string[] = [], link?: string): Reports {
  const all = wanted.map(requestOf)
  const requests = all.filter(isFinal)
  const linkBase = link === undefined ? undefined : linkBaseFor(requests, link)
  let place: Partial<ReportPlace> | undefined
  let subject: ReportSubject | undefined
  let failure: FailureFound | undefined
  return {
    requests,
    eventFiles: all.filter((request) => !isFinal(request)).map(({ file }) => file),
    ...present({ linkBase }),
    readAt(where) {
      place = where
    },
    get place() {
      return place ?? {}
    },
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

function isFinal(request: ReportRequest<ReportName>): request is ReportRequest {
  return request.format !== 'ndjson'
}

function linkBaseFor(requests: readonly ReportRequest[], link: string): string {
  if (requests.some(({ format }) => linkingReports.includes(format))) return linkBaseOf(link)
  throw usage(
    told`--link-base is about the links of a report, and there is no report with links`,
    told`give it with --report ${shown(linkingReports.map((name) => `${name}=FILE`).join(' or --report '))}`,
  )
}

function requestOf(text: string): ReportRequest<ReportName> {
  const [, name, file] = /^([a-z-]+)=(.+)$/.exec(text) ?? []
  const format = reportNames.find((known) => known === name)
  if (format !== undefined && file !== undefined) return { format, file }
  const other = formatHint('report', text.replace(/=.*$/s, ''))
  if (other !== undefined) throw usage(told`a value of --report is a format for stdout`, told`${shown(other)}`)
  throw usage(
    told`a value of --report is not FORMAT=FILE`,
    told`the formats are ${shown(reportNames.join(', '))}; for example --report junit=idctl.xml`,
  )
}
