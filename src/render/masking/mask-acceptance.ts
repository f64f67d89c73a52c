import type { Acceptance, AcceptedField } from '../../model/acceptance.ts'
import type { JsonPointer } from '../../model/json.ts'
import { maskLocation, maskSides } from './mask-change.ts'
import { maskDiagnostics } from './mask-diagnostics.ts'
import { maskPath } from './mask-path.ts'
import { type Masking, masked } from './masking.ts'

/** Masks values, keys and files; notes are free text and are masked whole. */
export function maskAcceptance(acceptance: Acceptance, masking: Masking): Acceptance {
  const { target, workspace, key, origin, accepted, notes, diagnostics } = acceptance
  const declared = new Set(acceptance.declared)
  return {
    target,
    workspace,
    key: masking.key(key),
    ...(origin && { origin: maskLocation(origin, masking) }),
    accepted: accepted.map((field) => maskField(field, declared, masking)),
    notes: notes.map(() => masked),
    diagnostics: maskDiagnostics(diagnostics, masking),
  }
}

function maskField(field: AcceptedField, declared: ReadonlySet<JsonPointer>, masking: Masking): AcceptedField {
  const { path, at, sensitive, note } = field
  return {
    path: maskPath(path, declared, masking),
    at: maskLocation(at, masking),
    sensitive,
    ...maskSides(field, masking),
    ...(note !== undefined && { note: masked }),
  }
}
