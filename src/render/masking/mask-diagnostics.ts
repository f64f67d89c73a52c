import { diagnosticCodes } from '../../model/codes.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { maskLocation } from './mask-change.ts'
import { type Masking, masked } from './masking.ts'

/**
 * Diagnostics as the meaning of their code and a masked place: their own words quote what the user wrote, what live holds
 * and what Kratos said, so nothing of them may stay.
 *
 * @param masking Absent while idctl.yaml itself is wrong: places in it may be shown, and there is no key yet.
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
