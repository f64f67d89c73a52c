import { countDiagnostics, plural } from '../human/diagnostics.ts'
import { documentOf } from './html/document.ts'
import { driftPage } from './html/drift-page.ts'
import type { Page } from './html/page.ts'
import { noPlanPage, planPage } from './html/plan-page.ts'
import { failureAlert, problemSections, severityFacet } from './html/problems.ts'
import { runPage } from './html/run-page.ts'
import { runsPage, storyPage } from './html/runs-page.ts'
import type { ReportContent, ReportFormat, ReportSheet, ReportSubject } from './report-format.ts'

/** One page for a browser, which needs nothing but itself. */
export const html: ReportFormat = (content, sheet) => documentOf(pageOf(content, sheet), sheet)

function pageOf({ subject, failure }: ReportContent, sheet: ReportSheet): Page {
  if (failure === undefined)
    return subject === undefined ? emptyPage('Nothing to report.') : subjectPage(subject, sheet)
  const alert = failureAlert(failure)
  if (subject === undefined) return { ...emptyPage('The command failed.'), alerts: [alert] }
  const page = subjectPage(subject, sheet)
  return { ...page, alerts: [alert, ...page.alerts] }
}

function emptyPage(verdict: string): Page {
  return { verdict, facts: [], alerts: [], facets: [], sections: [] }
}

function subjectPage(subject: ReportSubject, sheet: ReportSheet): Page {
  switch (subject.kind) {
    case 'plan':
    case 'saved-plan':
      return planPage(subject.plan, sheet)
    case 'no-plan':
      return noPlanPage(subject.why, 'there is no plan', sheet)
    case 'no-drift':
      return noPlanPage(subject.why, 'drift cannot be told', sheet)
    case 'check': {
      const { documents, files, diagnostics } = subject.check
      return problemsPage(`${plural(documents, 'document')} in ${plural(files, 'file')}`, diagnostics, sheet)
    }
    case 'file-problems':
      return problemsPage(`Problems in the ${subject.file}`, subject.diagnostics, sheet)
    case 'drift':
      return driftPage(subject, sheet)
    case 'run':
      return runPage(subject, sheet)
    case 'runs':
      return runsPage(subject.runs, subject.now)
    case 'story':
      return storyPage(subject.run)
  }
}

function problemsPage(about: string, diagnostics: Parameters<typeof problemSections>[0], sheet: ReportSheet): Page {
  return {
    verdict: `${about}: ${countDiagnostics(diagnostics)}.`,
    facts: [],
    alerts: [],
    facets: [severityFacet(diagnostics)],
    sections: problemSections(diagnostics, sheet),
  }
}
