import { claimsAfter } from '../../model/claims.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Policy } from '../policy.ts'
import type { Decision } from './decision.ts'

/** The unique values that the identity does not have yet, but gets with any write: Kratos derives them from the live traits. */
export function newlyDerived(live: LiveIdentity, { schemas }: Pick<Policy, 'schemas'>): Pick<Decision, 'takes'> {
  const schema = schemas.get(live.schema_id)
  if (schema === undefined) return {}
  const derived = schema.derive(live.traits)
  const { takes } = claimsAfter(live, { derived, externalId: live.external_id, links: {} })
  return takes.length === 0 ? {} : { takes }
}
