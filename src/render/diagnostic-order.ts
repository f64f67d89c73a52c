import { compareText } from '../model/compare-text.ts'
import type { Diagnostic } from '../model/diagnostic.ts'

/** Errors before warnings, then by file, line and column. Within a severity, diagnostics without a location come first. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (left, right) =>
      Number(left.severity === 'warning') - Number(right.severity === 'warning') ||
      compareText(left.at?.file ?? '', right.at?.file ?? '') ||
      (left.at?.line ?? 0) - (right.at?.line ?? 0) ||
      (left.at?.column ?? 0) - (right.at?.column ?? 0),
  )
}
