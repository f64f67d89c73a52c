import type { Edit } from '../../identity/edit.ts'
import { intendedOf } from '../../identity/intended.ts'
import { openTodo } from '../../identity/mark.ts'
import { restoredEdits, withOwedVerified } from '../../identity/owed-verification.ts'
import { keptEdits } from '../../identity/verified-addresses.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Change } from '../../model/change.ts'
import { isUpdate } from '../../model/change-parts.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { ApplyContext } from '../context.ts'

/**
 * The edits of a change, and edits that keep addresses verified: because of `keep_verified`, or because a move aside removed the
 * address for a time. The plan does not have these edits: only the read just before the write tells which address is verified, and
 * a plan must not contain an address that comes from a reference.
 */
export function withVerified(
  change: Change,
  edits: readonly Edit[],
  live: LiveIdentity,
  schema: IdentitySchema | undefined,
  { schemas }: ApplyContext,
): readonly Edit[] {
  const owes = live.mark.kind === 'mark' && openTodo(live.mark.mark).length > 0
  const keeps = isUpdate(change) && change.keep_verified !== undefined
  if (!owes && !keeps) return edits
  const intended = intendedOf(live, edits, undefined)
  const restored = [...edits, ...restoredEdits(live, intended, schema, edits)]
  if (!keeps) return restored
  const both = { live: schemas.get(live.schema_id), intended: schema }
  return [...restored, ...keptEdits(withOwedVerified(live), intended, both, restored)]
}
