import { isAsApplied } from '../../identity/as-applied.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import { isCurrentMark, isMarkOf, makeMark } from '../../identity/mark.ts'
import type { Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { isRemovable } from '../diff/gone-leaves.ts'
import type { BothPair } from '../match/match.ts'
import { markCommit, type Policy } from '../policy.ts'

/**
 * Whether nothing is to be written and nothing is to be said, for the usual case: a document of plain leaves, all of them in live as they were
 * last applied. `false` says nothing: whatever is owed, referenced, declared or special in another way is compared in full.
 */
export function isUnchanged({ desired, live, mark, asApplied }: BothPair, policy: Policy): boolean {
  if (mark === undefined || !isPlainMark(mark) || !isPlainDocument(desired)) return false
  if (policy.writeCredentials.has(desired.key)) return false
  const found = mark.found ?? []
  if (!found.every((path) => isStillFound(path, { desired, live }))) return false
  const schema = policy.schemas.get(live.schema_id)
  if (!(asApplied ?? isAsApplied(desired, { live, mark, schema }))) return false
  const { workspace } = policy
  const { made, fields: marked } = mark
  if (isMarkOf(mark, { workspace, desired, id: live.id }, policy.files)) return true
  const commit = markCommit(policy, mark)
  return isCurrentMark(mark, makeMark({ workspace, desired, made, marked, found, commit, id: live.id }), policy.files)
}

/** A mark that records no more than leaves. */
function isPlainMark({ disabled, todo, references, credentials }: Mark): boolean {
  return disabled === undefined && todo === undefined && references === undefined && credentials === undefined
}

/** A document that has no more than leaves. */
function isPlainDocument({ credentials, verifiable_addresses, recovery_addresses }: BothPair['desired']): boolean {
  return credentials === undefined && verifiable_addresses === undefined && recovery_addresses === undefined
}

/** Whether a value that was there before is one that the mark goes on naming so. */
function isStillFound(path: JsonPointer, { desired, live }: Pick<BothPair, 'desired' | 'live'>): boolean {
  return Object.hasOwn(desired.fields, path) && isRemovable(path) && liveLeaf(live, path) !== undefined
}
