import type { FieldChange } from '../../../model/change.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../../model/identity.ts'
import type { Json } from '../../../model/json.ts'
import { refusalOf } from '../refusal.ts'
import type { Update } from '../update.ts'

/** Reports lines that were taken out of the file although the schema requires them. */
export function refusedRemovals(update: Update): readonly Diagnostic[] {
  return refusalOf(update).removals.map((removed) => refusedRemoval(update.pair.desired, removed))
}

function refusedRemoval(desired: DesiredIdentity, removed: FieldChange): Diagnostic {
  const line = removed.sensitive ? removed.path : `${removed.path}: ${JSON.stringify(removed.before as Json)}`
  return {
    severity: 'error',
    code: 'IDC521',
    summary: `"${desired.key}" would lose ${removed.path}, which the identity schema requires`,
    hint: `put the line back (${line}), or set its ownership to \`ignore\` to stop managing it`,
    at: desired.origin,
  }
}
