import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { Creation } from '../creation.ts'

export function noWayIn({ desired, wayIn }: Creation): readonly Diagnostic[] {
  if (wayIn.some((way) => way !== 'none')) return []
  return [
    {
      severity: 'warning',
      code: 'IDC530',
      summary: `"${desired.key}" would have no way to sign in`,
      hint: 'give the schema a code or recovery address for a trait of this person, add a credential, or use idctl.on_create',
      at: desired.origin,
    },
  ]
}
