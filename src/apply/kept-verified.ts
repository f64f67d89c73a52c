import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { LiveIdentity } from '../model/identity.ts'
import type { Edit } from '../reconcile/base.ts'
import { targetOf } from '../reconcile/target.ts'
import { keptEdits } from '../reconcile/verified-addresses.ts'
import type { ApplyContext } from './context.ts'

/**
 * The edits of a change, and the addresses that `keep_verified` keeps verified. They are no leaves of the plan: the read just
 * before the write says which address is verified, and a new one from a reference may not stand in a plan.
 */
export function withKeptVerified(
  change: { readonly keep_verified?: true } | object,
  edits: readonly Edit[],
  live: LiveIdentity,
  schema: IdentitySchema | undefined,
  { schemas }: ApplyContext,
): readonly Edit[] {
  if (!('keep_verified' in change)) return edits
  const target = targetOf(live, edits, undefined)
  return [...edits, ...keptEdits(live, target, { before: schemas.get(live.schema_id), after: schema }, edits)]
}
