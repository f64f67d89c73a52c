import type { Format } from '../format.ts'
import type { ReportSubject } from './report-format.ts'

/** The format, which also hands on what it renders: after `hideFirst`, so without what no output may show. */
export function takeSubjects(format: Format, take: (subject: ReportSubject) => void): Format {
  const taking =
    <Args extends unknown[], Text>(render: (...args: Args) => Text, subjectOf: (...args: Args) => ReportSubject) =>
    (...args: Args): Text => {
      take(subjectOf(...args))
      return render(...args)
    }
  return {
    ...format,
    plan: taking(format.plan, (plan) => ({ kind: 'plan', plan })),
    noPlan: taking(format.noPlan, (why) => ({ kind: 'no-plan', why })),
    savedPlan: taking(format.savedPlan, (plan) => ({ kind: 'saved-plan', plan })),
    drift: taking(format.drift, (found, { answers = [] }) => ({ kind: 'drift', found, answers })),
    noDrift: taking(format.noDrift, (why) => ({ kind: 'no-drift', why })),
    check: taking(format.check, (check) => ({ kind: 'check', check })),
    report: taking(format.report, ({ report, whole = report, facts }, place) => {
      return { kind: 'run', report: whole, facts, place }
    }),
    reportWithPlan: taking(format.reportWithPlan, ({ report, whole = report, facts }, plan) => {
      return { kind: 'run', report: whole, facts, place: plan, plan }
    }),
    fileProblems: taking(format.fileProblems, (file, diagnostics) => ({ kind: 'file-problems', file, diagnostics })),
    runs: taking(format.runs, (runs, now) => ({ kind: 'runs', runs, now })),
    run: taking(format.run, (run) => ({ kind: 'story', run })),
  }
}
