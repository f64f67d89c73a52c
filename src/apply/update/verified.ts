import type { Edit } from '../../identity/edit.ts'
import { intendedOf } from '../../identity/intended.ts'
import { restoredEdits, withOwedVerified } from '../../identity/owed-verification.ts'
import { keptEdits } from '../../identity/verified-addresses.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Change } from '../../model/change.ts'
import { isUpdate } from '../../model/change-parts.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { ApplyContext } from '../context.ts'

/**
 * The edits of a change, and the addresses that `keep_verified` or the way through a move aside keeps verified. They are no
 * leaves of the plan: the read just before the write says which address is verified, and a new one from a reference may
 * not stand in a plan.
 */
export function withVerified(
  change: Change,
  edits: readonly Edit[],
  live: LiveIdentity,
  schema: IdentitySchema | undefined,
  { schemas }: ApplyContext,
): readonly Edit[] {
  const intended = intendedOf(live, edits, undefined)
  const restored = [...edits, ...restoredEdits(live, intended, schema, edits)]
  if (!isUpdate(change) || change.keep_verified === undefined) return restored
  const both = { live: schemas.get(live.schema_id), intended: schema }
  return [...restored, ...keptEdits(withOwedVerified(live), intended, both, restored)]
}
