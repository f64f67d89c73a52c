import { diagnosticCodes } from '../../model/codes.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { maskLocation } from './mask-change.ts'
import { type Masking, masked } from './masking.ts'

/**
 * Reduces diagnostics to the meaning of their code and a masked location. Their texts can quote the user's files, live values
 * and Kratos' answers, so all of them are dropped.
 *
 * @param masking Absent while idctl.yaml itself has errors: there is no privacy key yet, and locations in it may be shown.
 */
export function maskDiagnostics(diagnostics: readonly Diagnostic[], masking?: Masking): Diagnostic[] {
  return diagnostics.map(({ severity, code, at, related }) => {
    const place = (location: NonNullable<typeof at>) =>
      masking === undefined ? location : maskLocation(location, masking)
    return {
      severity,
      code,
      summary: meaningOf(code),
      ...(at && { at: place(at) }),
      ...(related && { related: related.map(place) }),
      secret: true,
    }
  })
}

function meaningOf(code: Diagnostic['code']): string {
  return Object.hasOwn(diagnosticCodes, code) ? diagnosticCodes[code as keyof typeof diagnosticCodes] : masked
}
