import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { accountOf } from '../match/account.ts'
import { wasUpdated } from '../match/marks.ts'
import type { Policy } from '../policy.ts'

/**
 * Whether nothing proves that the mark was written for this account: it has no id, and none of the login identifiers is one that idctl
 * wrote, because somebody else has written the identity since. The person may have changed them, or the mark was copied.
 */
export function isUnbound(
  live: LiveIdentity,
  mark: Mark,
  { schemas, abilities }: Pick<Policy, 'schemas' | 'abilities'>,
): boolean {
  if (mark.id !== undefined) return false
  if (wasUpdated(live, abilities.lacks.updated_at === undefined) === false) return false
  const { identifiers, written } = accountOf(live, mark, false, schemas.get(live.schema_id))
  return identifiers.size > 0 && written.size === 0
}
