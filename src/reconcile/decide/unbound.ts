import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { accountOf } from '../match/account.ts'
import { wasUpdated } from '../match/marks.ts'
import type { Policy } from '../policy.ts'

/**
 * Whether nothing says that the mark was written for this account: it names none, and somebody has written the identity
 * since, so that none of its login identifiers is one of idctl's. The person may have changed them, or the mark was copied.
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
