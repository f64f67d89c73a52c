import type { Formatting } from '../../model/formatting.ts'
import { maskDiagnostics } from './mask-diagnostics.ts'
import type { Masking } from './masking.ts'

/** What `fmt` did as it may be shown: files are often named after people. */
export function shownFormatting(formatting: Formatting, masking?: Masking): Formatting {
  if (masking === undefined) return formatting
  const { checked, formatted, unformatted, left, diagnostics } = formatting
  return {
    checked,
    formatted: formatted.map(masking.file),
    unformatted: unformatted.map(masking.file),
    left: left.map(masking.file),
    diagnostics: maskDiagnostics(diagnostics, masking),
  }
}
