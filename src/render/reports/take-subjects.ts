import type { Format } from '../format.ts'
import type { ReportSubject } from './report-format.ts'

/** The format, which also hands on what it renders: after `hideFirst`, so without what no output may show. */
export function takeSubjects(format: Format, take: (subject: ReportSubject) => void): Format {
  return {
    ...format,
    plan: (plan, sheet) => {
      take({ kind: 'plan', plan })
      return format.plan(plan, sheet)
    },
    noPlan: (why, sheet) => {
      take({ kind: 'no-plan', why })
      return format.noPlan(why, sheet)
    },
    savedPlan: (plan, sheet) => {
      take({ kind: 'saved-plan', plan })
      return format.savedPlan(plan, sheet)
    },
    drift: (found, sheet) => {
      take({ kind: 'drift', found })
      return format.drift(found, sheet)
    },
    noDrift: (why, sheet) => {
      take({ kind: 'no-drift', why })
      return format.noDrift(why, sheet)
    },
    check: (check, sheet) => {
      take({ kind: 'check', check })
      return format.check(check, sheet)
    },
    report: (told, place, sheet) => {
      take({ kind: 'run', report: told.whole ?? told.report, facts: told.facts, place })
      return format.report(told, place, sheet)
    },
    reportWithPlan: (told, plan, sheet) => {
      take({ kind: 'run', report: told.whole ?? told.report, facts: told.facts, place: plan, plan })
      return format.reportWithPlan(told, plan, sheet)
    },
    fileProblems: (file, diagnostics, sheet) => {
      take({ kind: 'file-problems', file, diagnostics })
      return format.fileProblems(file, diagnostics, sheet)
    },
    runs: (runs, now, sheet) => {
      take({ kind: 'runs', runs, now })
      return format.runs(runs, now, sheet)
    },
    run: (run, sheet) => {
      take({ kind: 'story', run })
      return format.run(run, sheet)
    },
  }
}
