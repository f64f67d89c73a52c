import { type Diagnostic, isError, type SourceLocation } from '../../model/diagnostic.ts'
import { inReadingOrder } from '../diagnostic-order.ts'
import { escapeText } from '../escape.ts'
import type { Style } from '../style.ts'

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
 * and hint. No trailing line break; `''` for none.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  style: Style,
  readSnippet: SnippetReader,
): string {
  return inReadingOrder(diagnostics)
    .map((diagnostic) => renderDiagnostic(diagnostic, style, readSnippet(diagnostic)))
    .join('\n\n')
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
  const place = at === undefined ? '' : `${style.strong(renderPlace(at))}: `
  const kind = (severity === 'error' ? style.problem : style.warning)(`${severity} ${code}`)
  return [
    `${place}${kind}: ${escapeText(summary)}`,
    ...(snippet === undefined || at === undefined ? [] : snippetLines(snippet, at, style)),
    ...(detail === undefined ? [] : detail.split('\n').map((line) => `  ${escapeText(line)}`)),
    ...(related ?? []).map((place) => `  also here: ${renderPlace(place)}`),
    ...(hint === undefined ? [] : [`  hint: ${escapeText(hint)}${quotedLine(snippet)}`]),
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
