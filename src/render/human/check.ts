import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Style } from '../style.ts'
import { countDiagnostics, plural, renderDiagnostics, type SnippetReader } from './diagnostics.ts'

/** The diagnostics of `validate`, and how many files and documents it checked. Ends with a line break. */
export function renderCheck(
  check: { readonly files: number; readonly documents: number; readonly diagnostics: readonly Diagnostic[] },
  style: Style,
  readSnippet: SnippetReader,
): string {
  const problems = renderDiagnostics(check.diagnostics, style, readSnippet)
  const scope = `${plural(check.documents, 'document')} in ${plural(check.files, 'file')}`
  return `${problems === '' ? '' : `${problems}\n\n`}${scope}: ${countDiagnostics(check.diagnostics)}.\n`
}

/** Diagnostics of a file that stopped the command before it checked anything else. Ends with a line break. */
export function renderFileProblems(
  file: 'configuration' | 'schemas' | 'baseline',
  diagnostics: readonly Diagnostic[],
  style: Style,
  readSnippet: SnippetReader,
): string {
  return `${renderDiagnostics(diagnostics, style, readSnippet)}\n\n${countDiagnostics(diagnostics)} in the ${file}.\n`
}
