import { present } from '../../model/present.ts'
import { escapeJsonText } from '../escape.ts'
import { topicOf } from '../topics.ts'
import { type Problem, problemsOf } from './problems.ts'
import type { ReportFormat, ReportSheet } from './report-format.ts'
import { uriPath } from './uri-path.ts'

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning of GitHub takes it. */
export const sarif: ReportFormat = (content, sheet) => {
  const problems = problemsOf(content)
  const codes = [...new Set(problems.map(({ code }) => code))].sort()
  const run = {
    tool: { driver: { name: 'idctl', version: sheet.idctlVersion, rules: codes.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    results: problems.map((problem) => resultOf(problem, codes, sheet)),
  }
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return [`${escapeJsonText(JSON.stringify(log, undefined, 2))}\n`]
}

/** The text of `idctl explain`. */
function ruleOf(code: string): object {
  const topic = topicOf(code)
  if (topic === undefined) return { id: code }
  const { title, cause, cure } = topic
  return { id: code, shortDescription: { text: title }, fullDescription: { text: cause }, help: { text: cure } }
}

function resultOf({ severity, code, text, hint, at }: Problem, codes: readonly string[], sheet: ReportSheet): object {
  const region =
    at === undefined || at.line === 0
      ? undefined
      : { startLine: at.line, ...present({ startColumn: at.column || undefined }) }
  // Code scanning takes no result without a place.
  const uri = uriPath(sheet.prefix + (at?.file ?? sheet.configFile))
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: hint === undefined ? text : `${text}\n${hint}` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...present({ region }) } }],
  }
}
