import type { Sheet } from '../format.ts'
import { json as format } from '../json-format.ts'
import { plainStyle } from '../style.ts'
import type { ReportFormat, ReportSubject } from './report-format.ts'

/** The document that `--json` writes to stdout. */
export const json: ReportFormat = ({ subject, failure }, { masked }) => {
  const sheet: Sheet = { style: plainStyle, readSnippet: () => undefined, detail: 'full', masked }
  // A failure after a result: what was found is not what was asked for.
  if (failure !== undefined) return [format.failure(failure, sheet)]
  return subject === undefined ? [] : documentOf(subject, sheet)
}

function documentOf(subject: ReportSubject, sheet: Sheet): Iterable<string> {
  switch (subject.kind) {
    case 'plan':
    case 'saved-plan':
      return format.plan(subject.plan, sheet)
    case 'no-plan':
      return [format.noPlan(subject.why, sheet)]
    case 'no-drift':
      return [format.noDrift(subject.why, sheet)]
    case 'drift':
      return [format.drift(subject.found, sheet)]
    case 'check':
      return [format.check(subject.check, sheet)]
    case 'run':
      return runDocument(subject, sheet)
    case 'runs':
      return [format.runs(subject.runs, subject.now, sheet)]
    case 'story':
      return [format.run(subject.run, sheet)]
    case 'file-problems':
      return [format.fileProblems(subject.file, subject.diagnostics, sheet)]
  }
}

function runDocument(
  { report, facts, place, plan }: Extract<ReportSubject, { kind: 'run' }>,
  sheet: Sheet,
): Iterable<string> {
  const told = { report, facts }
  return plan === undefined ? [format.report(told, place, sheet)] : format.reportWithPlan(told, plan, sheet)
}
