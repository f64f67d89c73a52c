import { type Diagnostic, isError, type SourceLocation } from '../../model/diagnostic.ts'
import type { Detail } from '../detail.ts'
import { inReadingOrder } from '../diagnostic-order.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece, sentence } from '../layout/flow.ts'
import type { Style } from '../style.ts'
import { foldDiagnostics } from './fold-diagnostics.ts'

/** A source line that is safe to show: escaped, secrets removed, with the offset of the caret (from 0). */
export interface Snippet {
  readonly text: string
  readonly caret: number
  /** The line with the missing quotes added. */
  readonly quoted?: string
}

/** Returns the source line of a diagnostic, or `undefined` when it cannot or must not be shown. */
export type SnippetReader = (diagnostic: Diagnostic) => Snippet | undefined

/**
 * All diagnostics, errors first, each as `file:line:col: error IDC101: summary`, the line itself with a caret, detail
 * and hint. Notices that many people get are one line; of many with one code, only the first are shown, unless in `full` detail. No
 * trailing line break; `''` for none.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  style: Style,
  readSnippet: SnippetReader,
  detail: Detail = 'folded',
): string {
  const ordered = inReadingOrder(diagnostics)
  const groups = detail === 'full' ? ordered.map((one) => ({ shown: [one], more: 0 })) : foldDiagnostics(ordered)
  return groups
    .flatMap(({ shown, more }) => [
      ...shown.map((diagnostic) => renderDiagnostic(diagnostic, style, readSnippet(diagnostic))),
      ...(more === 0 ? [] : [style.faint(`… ${more} more ${shown[0]?.code ?? ''} like these; all: --json`)]),
    ])
    .join('\n\n')
}

/** Codes that are named behind the first one. */
const mostOtherCodes = 4

/** Names the command that explains the first code, and the other codes; `''` without diagnostics. */
export function explainLine(diagnostics: readonly Diagnostic[], style: Style): string {
  const [first, ...others] = new Set(inReadingOrder(diagnostics).map(({ code }) => code))
  if (first === undefined) return ''
  const named = others.slice(0, mostOtherCodes).join(', ')
  const more = others.length - mostOtherCodes
  const rest = others.length === 0 ? '' : `; likewise ${named}${more > 0 ? ` and ${more} more` : ''}`
  return flow(sentence(`\`idctl explain ${first}\` tells more${rest}.`, 'faint'), '', '  ', style).join('\n')
}

/** `2 errors, 1 warning`. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(isError).length
  const warnings = diagnostics.length - errors
  const parts = [
    errors > 0 ? plural(errors, 'error') : undefined,
    warnings > 0 ? plural(warnings, 'warning') : undefined,
  ]
  return parts.filter((part) => part !== undefined).join(', ') || 'no problems'
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function renderDiagnostic(diagnostic: Diagnostic, style: Style, snippet: Snippet | undefined): string {
  const { severity, code, summary, detail, hint, at, related } = diagnostic
  const head: Piece[] = [
    ...(at === undefined ? [] : [{ text: `${renderPlace(at)}:`, paint: 'strong' } as const]),
    { text: `${severity} ${code}:`, paint: severity === 'error' ? 'problem' : 'warning' },
    ...sentence(escapeText(summary)),
  ]
  const indented = (text: string): string[] => flow(sentence(text), '  ', '    ', style)
  return [
    ...flow(head, '', '  ', style),
    ...(snippet === undefined || at === undefined ? [] : snippetLines(snippet, at, style)),
    ...(detail === undefined ? [] : detail.split('\n').flatMap((line) => indented(escapeText(line)))),
    ...(related ?? []).flatMap((place) => flow([{ text: `also here: ${renderPlace(place)}` }], '  ', '    ', style)),
    ...(hint === undefined ? [] : indented(`hint: ${escapeText(hint)}${quotedLine(snippet)}`)),
  ].join('\n')
}

function quotedLine(snippet: Snippet | undefined): string {
  return snippet?.quoted === undefined ? '' : `: ${snippet.quoted}`
}

function snippetLines(snippet: Snippet, at: SourceLocation, style: Style): string[] {
  const gutter = String(at.line)
  return [
    `  ${style.faint(`${gutter} |`)} ${snippet.text}`,
    `  ${style.faint(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(snippet.caret)}${style.problem('^')}`,
  ]
}

function renderPlace({ file, line, column }: SourceLocation): string {
  return line === 0 ? escapeText(file) : `${escapeText(file)}:${line}:${column}`
}
