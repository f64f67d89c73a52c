import { type Diagnostic, isError } from '../../../model/diagnostic.ts'
import { inReadingOrder } from '../../diagnostic-order.ts'
import { countDiagnostics } from '../../human/diagnostics.ts'
import { foldDiagnostics } from '../../human/fold-diagnostics.ts'
import type { ReportSheet } from '../report-format.ts'
import type { Section } from './document.ts'
import type { Item } from './fit.ts'
import { detailsForm, listForm, placeText, rowText, sentence } from './rows.ts'

const mostOpen = 8
const mostRelated = 5

/** Mistakes and warnings in files, each at its line; nothing without. Mistakes are vital: they keep the command from its work. */
export function diagnosticSection(diagnostics: readonly Diagnostic[], sheet: ReportSheet): Section[] {
  if (diagnostics.length === 0) return []
  const ordered = inReadingOrder(diagnostics)
  const isVital = diagnostics.some(isError)
  const groups = foldDiagnostics(ordered)
  const lines = groups.reduce((total, { shown, more }) => total + shown.length + (more > 0 ? 1 : 0), 0)
  const form = isVital || lines <= mostOpen ? listForm : detailsForm
  const title = isVital ? 'Mistakes and warnings' : 'Warnings'
  const heading = `${title} (${isVital ? countDiagnostics(diagnostics) : diagnostics.length})`
  const each = (text: (diagnostic: Diagnostic) => string) =>
    function* items(): Generator<Item> {
      for (const diagnostic of ordered) yield { text: text(diagnostic), count: 1 }
    }
  function* folded(): Generator<Item> {
    for (const { shown, more } of groups) {
      for (const diagnostic of shown) yield { text: wholeText(diagnostic, sheet), count: 1 }
      if (more > 0) yield { text: rowText([`… ${more} more of \`${shown[0]?.code ?? ''}\``]), count: more }
    }
  }
  const { length: count } = groups.flatMap(({ shown }) => shown)
  const more = groups.reduce((total, group) => total + group.more, 0)
  return [
    {
      title,
      count: isVital ? diagnostics.length : count + more,
      isVital,
      forms: isVital
        ? [
            form(
              heading,
              each((one) => wholeText(one, sheet)),
            ),
            form(
              heading,
              each((one) => shortText(one, sheet)),
            ),
            form(
              heading,
              each((one) => shortText(one, withoutLinks(sheet))),
            ),
          ]
        : [form(heading, folded)],
    },
  ]
}

function wholeText(diagnostic: Diagnostic, sheet: ReportSheet): string {
  const { detail, hint, related = [] } = diagnostic
  const more = related.length - mostRelated
  return rowText(headOf(diagnostic, sheet), [
    ...(detail === undefined ? [] : detail.split('\n', mostRelated).map(sentence)),
    ...related.slice(0, mostRelated).map((at) => `also here: ${placeText(at, sheet)}`),
    ...(more > 0 ? [`and at ${more} more places`] : []),
    ...(hint === undefined ? [] : [`hint: ${sentence(hint)}`]),
  ])
}

function withoutLinks({ linkBase: _linkBase, ...sheet }: ReportSheet): ReportSheet {
  return sheet
}

function shortText(diagnostic: Diagnostic, sheet: ReportSheet): string {
  return rowText(headOf(diagnostic, sheet))
}

function headOf({ severity, code, summary, at }: Diagnostic, sheet: ReportSheet): string[] {
  return [`**${severity}** \`${code}\` ${sentence(summary)}`, at === undefined ? '' : placeText(at, sheet)]
}
