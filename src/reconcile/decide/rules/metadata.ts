import type { Blocked } from '../../../model/change.ts'
import { isJsonObject } from '../../../model/json.ts'
import type { Update } from '../update.ts'

/** Blocks if `metadata_admin` is no object: the mark is a member of it. */
export function metadata({ pair }: Pick<Update, 'pair'>): Blocked | undefined {
  const { metadata_admin: admin } = pair.live
  if (admin === null || isJsonObject(admin)) return undefined
  return {
    code: 'metadata',
    reason: 'its live metadata_admin is not an object, so there is no place for the mark',
    hint: 'make it an object (or null) in Kratos first',
  }
}
