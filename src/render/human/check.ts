import { type Diagnostic, isError } from '../../model/diagnostic.ts'
import { flow, type Piece } from '../layout/flow.ts'
import { plainStyle, type Style } from '../style.ts'
import { countDiagnostics, explainLine, plural, renderDiagnostics, type SnippetReader } from './diagnostics.ts'

/** The diagnostics of `validate`, and how many files and documents it checked. Ends with a line break. */
export function renderCheck(
  check: { readonly files: number; readonly documents: number; readonly diagnostics: readonly Diagnostic[] },
  style: Style,
  readSnippet: SnippetReader,
): string {
  const { documents, files, diagnostics } = check
  const problems = renderDiagnostics(diagnostics, style, readSnippet)
  const told = `${plural(documents, 'document')} in ${plural(files, 'file')}: ${countDiagnostics(diagnostics)}.`
  return `${problems === '' ? '' : `${problems}\n\n`}${lastLine(told, diagnostics, style)}`
}

/** Diagnostics of a file that stopped the command before it checked anything else. Ends with a line break. */
export function renderFileProblems(
  file: 'configuration' | 'schemas' | 'baseline',
  diagnostics: readonly Diagnostic[],
  style: Style,
  readSnippet: SnippetReader,
): string {
  const told = `${countDiagnostics(diagnostics)} in the ${file}.`
  return `${renderDiagnostics(diagnostics, style, readSnippet)}\n\n${lastLine(told, diagnostics, style)}`
}

/** The counts and what to run next, on one line where there is room. */
function lastLine(told: string, diagnostics: readonly Diagnostic[], style: Style): string {
  const explain = explainLine(diagnostics, plainStyle)
  const pieces: Piece[] = [
    { text: told },
    ...(explain === '' ? [] : [{ text: explain, paint: 'faint' } as const]),
    ...(diagnostics.some(isError) ? [] : [{ text: 'Next: `idctl plan`' }]),
  ]
  return `${flow(pieces, '', '', style).join('\n')}\n`
}
