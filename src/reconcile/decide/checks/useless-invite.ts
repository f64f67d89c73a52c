import type { Diagnostic } from '../../../model/diagnostic.ts'
import { placeInField } from '../../../model/field-place.ts'
import type { Creation } from '../creation.ts'

/** Kratos makes the link all the same, and refuses it when it is opened (API reference §11). */
export function uselessInvite({ desired }: Creation): readonly Diagnostic[] {
  const { key, fields, onCreate } = desired
  const state = fields['/state']
  if (onCreate === undefined || state?.mode === 'observe' || state?.value !== 'inactive') return []
  return [
    {
      severity: 'warning',
      code: 'IDC532',
      summary: `"${key}" is created inactive: Kratos will refuse its invitation until it is active`,
      hint: 'create it active, or say on_create: null here and use `idctl invite` later',
      at: placeInField(desired, '/state'),
    },
  ]
}
