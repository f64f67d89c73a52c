import { diagnosticCodes } from '../../model/codes.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import { present } from '../../model/present.ts'
import { type Masking, masked } from './masking.ts'

/** Diagnostics as they may be shown: unchanged, or masked with `--mask`. */
export function shownDiagnostics(diagnostics: readonly Diagnostic[], masking?: Masking): readonly Diagnostic[] {
  return masking === undefined ? diagnostics : maskDiagnostics(diagnostics, masking)
}

/**
 * Reduces diagnostics to the meaning of their code and a masked location. Their texts can quote the user's files, live values
 * and Kratos' answers, so all of them are dropped.
 *
 * @param masking Absent while idctl.yaml itself has errors: there is no privacy key yet, and locations in it may be shown.
 */
export function maskDiagnostics(diagnostics: readonly Diagnostic[], masking?: Masking): Diagnostic[] {
  const place = (at: SourceLocation): SourceLocation =>
    masking === undefined ? at : { file: masking.file(at.file), line: at.line, column: at.column }
  return diagnostics.map(({ severity, code, at, related }) => ({
    severity,
    code,
    summary: meaningOf(code),
    ...present({ at: at && place(at), related: related?.map(place) }),
    secret: true,
  }))
}

/** What a code means, which tells nothing of anybody. */
export function meaningOf(code: Diagnostic['code']): string {
  return Object.hasOwn(diagnosticCodes, code) ? diagnosticCodes[code as keyof typeof diagnosticCodes] : masked
}
