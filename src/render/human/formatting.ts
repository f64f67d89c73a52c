import type { Formatting } from '../../model/formatting.ts'
import { escapeText } from '../escape.ts'
import type { Style } from '../style.ts'
import { plural, renderDiagnostics, type SnippetReader } from './diagnostics.ts'

/** The problems, the files, and how many there are. Ends with a line break. */
export function renderFormatting(
  { checked, formatted, unformatted, left, diagnostics }: Formatting,
  style: Style,
  readSnippet: SnippetReader,
): string {
  const rows = [
    ...formatted.map((file) => `${style.changed('formatted')}  ${escapeText(file)}`),
    ...unformatted.map((file) => `${style.changed('not formatted')}  ${escapeText(file)}`),
  ]
  const counts = [
    ...(formatted.length > 0 ? [`${formatted.length} formatted`] : []),
    ...(unformatted.length > 0 ? [`${unformatted.length} not formatted`] : []),
    ...(left.length > 0 ? [`${left.length} left as they are`] : []),
  ]
  const last = counts.length === 0 ? 'all formatted' : counts.join(', ')
  const next = unformatted.length > 0 ? ' Format: idctl fmt' : ''
  const blocks = [
    renderDiagnostics(diagnostics, style, readSnippet),
    rows.join('\n'),
    `${plural(checked, 'file')}: ${last}.${next}`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}
