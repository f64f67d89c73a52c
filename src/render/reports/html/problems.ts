import type { Diagnostic } from '../../../model/diagnostic.ts'
import { inReadingOrder } from '../../diagnostic-order.ts'
import type { FailureFound } from '../../format.ts'
import { countDiagnostics } from '../../human/diagnostics.ts'
import type { ReportSheet } from '../report-format.ts'
import { type Facet, tally } from './facet.ts'
import { type Html, html, prose } from './markup.ts'
import type { Fact, Section } from './page.ts'
import { badge, labelled, placeOf, rowOf } from './row.ts'

/** The mistakes and warnings, errors first; `[]` for none. */
export function problemSections(diagnostics: readonly Diagnostic[], sheet: ReportSheet): Section[] {
  if (diagnostics.length === 0) return []
  return [
    {
      title: 'Problems',
      id: 'problems',
      count: diagnostics.length,
      about: [],
      *rows() {
        for (const diagnostic of inReadingOrder(diagnostics)) yield problemItem(diagnostic, sheet)
      },
    },
  ]
}

/** How many there are, on top of a page that has them at its end. */
export function problemFact(diagnostics: readonly Diagnostic[]): Fact[] {
  if (diagnostics.length === 0) return []
  return [{ name: 'Problems', text: html`<a href="#problems">${countDiagnostics(diagnostics)}</a>` }]
}

export function severityFacet(diagnostics: readonly Diagnostic[]): Facet {
  const counts = tally()
  for (const { severity } of diagnostics) counts.add(severity)
  const labels = new Map([
    ['error', 'error'],
    ['warning', 'warning'],
  ])
  return { name: 'severity', title: 'Severity', values: counts.finish(labels) }
}

/** Why the command failed. */
export function failureAlert({ message, hint }: FailureFound): Html {
  return html`<p><b>Failed</b> ${prose(message)}</p>${hint === undefined ? [] : [labelled('hint', hint)]}`
}

function problemItem(diagnostic: Diagnostic, sheet: ReportSheet): Html {
  const { severity, code, summary, detail, hint, at, related = [] } = diagnostic
  const also = related.map((other) => html`<p class="said"><b>also here:</b> ${placeOf(other, sheet)}</p>`)
  return rowOf({
    data: html`data-severity="${severity}"`,
    head: html`${badge(severity, `${severity} ${code}`)}<span class="who">${prose(summary)}</span>`,
    place: placeOf(at, sheet),
    body: [
      ...(detail ?? '').split('\n').flatMap((line) => (line === '' ? [] : [html`<p class="said">${prose(line)}</p>`])),
      ...also,
      ...(hint === undefined ? [] : [labelled('hint', hint)]),
    ],
    isOpen: true,
  })
}
