import { absentDigest, leafEqual } from '../../identity/compare.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import { isCurrentMark, makeMark } from '../../identity/mark.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { digestOf } from '../../model/digest.ts'
import type { LiveIdentity, ManagedField, Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { isRemovable } from '../diff/gone-leaves.ts'
import type { BothPair } from '../match/match.ts'
import { markCommit, type Policy } from '../policy.ts'

/**
 * Whether nothing is to be written and nothing is to be said, for the usual case: a document of plain leaves, all of them in live as they were
 * last applied. `false` says nothing: whatever is owed, referenced, declared or special in another way is compared in full.
 */
export function isUnchanged({ desired, live, mark }: BothPair, policy: Policy): boolean {
  if (mark === undefined || !isPlainMark(mark) || !isPlainDocument(desired)) return false
  if (policy.writeCredentials.has(desired.key)) return false
  const found = mark.found ?? []
  if (!found.every((path) => isStillFound(path, { desired, live }))) return false
  const schema = policy.schemas.get(live.schema_id)
  let leaves = 0
  for (const path in desired.fields) {
    const field = desired.fields[path]
    if (field === undefined || !isAsApplied(path, field, { live, mark, schema })) return false
    leaves += 1
  }
  if (leaves !== Object.keys(mark.fields).length) return false
  const { workspace } = policy
  const { made, fields: marked } = mark
  return isCurrentMark(
    mark,
    makeMark({ workspace, desired, made, marked, found, commit: markCommit(policy, mark), id: live.id }),
  )
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

interface Known {
  readonly live: LiveIdentity
  readonly mark: Mark
  readonly schema: IdentitySchema | undefined
}

/** Whether an enforced leaf is as the file says, and the mark says the same. */
function isAsApplied(path: JsonPointer, field: ManagedField, { live, mark, schema }: Known): boolean {
  // Phone numbers are compared in another form than they are written in.
  if (field.mode !== 'enforce' || field.reference !== undefined || schema?.phonePointers.includes(path)) return false
  const wanted = field.value === null ? undefined : field.value
  if (!leafEqual(undefined, path, wanted, liveLeaf(live, path))) return false
  return mark.fields[path] === (wanted === undefined ? absentDigest : digestOf(wanted))
}
