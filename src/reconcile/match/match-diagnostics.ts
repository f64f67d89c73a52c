import type { Diagnostic } from '../../model/diagnostic.ts'
import type { LiveIdentity } from '../../model/identity.ts'

export function unreadableMark(live: LiveIdentity, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC505',
    summary: `metadata_admin.idctl of live identity ${live.id} is not a mark that this idctl can read: ${why}`,
    hint: 'upgrade idctl if a newer one wrote it; otherwise remove that key from metadata_admin',
  }
}
