import type { Plan } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import type { Report } from '../../model/report.ts'
import type { Format, ToldReport } from '../format.ts'
import { shownDiagnostics } from './mask-diagnostics.ts'
import { shownFormatting } from './mask-formatting.ts'
import { shownReport } from './mask-report.ts'
import { shownRun, shownRuns } from './mask-run.ts'
import type { Masking } from './masking.ts'
import { shownAcceptance } from './shown-acceptance.ts'
import { shownDrift } from './shown-drift.ts'
import { shownExported } from './shown-exported.ts'
import { shownNoPlan, shownPlan } from './shown-plan.ts'

/** Passes the masking to `show` with `--mask`, and nothing without. */
export type Shown = <Value, Result>(value: Value, show: (value: Value, masking?: Masking) => Result) => Result

/**
 * The format, called with results that it may print as they are. Sensitive values are hidden here, always, and with `--mask`
 * everything else that names people.
 */
export function hideFirst(format: Format, shown: Shown): Format<Plan> {
  return {
    plan: (plan, sheet) => format.plan(shown(plan, shownPlan), sheet),
    noPlan: (why, sheet) => format.noPlan(shown(why, shownNoPlan), sheet),
    savedPlan: (plan, sheet) => format.savedPlan(shown(plan, shownPlan), sheet),
    drift: (found, sheet) => format.drift(shown(found, shownDrift), sheet),
    noDrift: (why, sheet) => format.noDrift(shown(why, shownNoPlan), sheet),
    check: ({ files, documents, diagnostics }, sheet) =>
      format.check({ files, documents, diagnostics: shown(diagnostics, shownDiagnostics) }, sheet),
    report: (told, { target, workspace, declared }, sheet) =>
      format.report(shownTold(told, declared, shown), { target, workspace }, sheet),
    reportWithPlan: (told, plan, sheet) =>
      format.reportWithPlan(shownTold(told, plan.declared, shown), shown(plan, shownPlan), sheet),
    acceptance: (acceptance, sheet) => format.acceptance(shown(acceptance, shownAcceptance), sheet),
    written: (acceptance, sheet) => format.written(shown(acceptance, shownAcceptance), sheet),
    exported: (exported, sheet) => format.exported(shown(exported, shownExported), sheet),
    // Its caller has masked them: idctl.yaml is read before there is a privacy key.
    fileProblems: format.fileProblems,
    // Without details where they are masked: `failureOf` leaves them out.
    failure: format.failure,
    sandbox: format.sandbox,
    runs: (runs, now, sheet) => format.runs(shown(runs, shownRuns), now, sheet),
    run: (run, sheet) => format.run(shown(run, shownRun), sheet),
    formatting: (formatting, sheet) => format.formatting(shown(formatting, shownFormatting), sheet),
    // Nobody's data: the same for everybody.
    topic: format.topic,
    topics: format.topics,
    // Names of schemas and settings are nobody's data.
    files: format.files,
    // About servers and machines: no check reads a value of anybody's.
    findings: format.findings,
    // Numbers and pages of the platform.
    posting: format.posting,
  }
}

function shownTold({ report, whole, facts }: ToldReport, declared: Plan['declared'], shown: Shown): ToldReport {
  const hidden = (one: Report) => shown(one, (value, masking) => shownReport(value, declared, masking))
  return { report: hidden(report), facts, ...present({ whole: whole && hidden(whole) }) }
}
