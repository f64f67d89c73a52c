import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { DesiredDocument, LiveIdentity, ManagedField, Mark } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import { isLeafDigest, leafEqual } from './compare.ts'
import { liveLeaf } from './live-document.ts'

/** A live identity, its mark, and the schema that it has. */
export interface Marked {
  readonly live: LiveIdentity
  readonly mark: Mark
  readonly schema: IdentitySchema | undefined
}

/**
 * Whether live has every leaf of the document as the mark says that it was last applied, and the mark has no other leaf. All are enforced,
 * and none has its value from a reference. `false` says nothing: what is special about a leaf is for a full comparison.
 */
export function isAsApplied({ fields }: Pick<DesiredDocument, 'fields'>, marked: Marked): boolean {
  let leaves = 0
  for (const path in fields) {
    const field = fields[path]
    if (field === undefined || !isLeafAsApplied(path, field, marked)) return false
    leaves += 1
  }
  for (const _ in marked.mark.fields) leaves -= 1
  return leaves === 0
}

function isLeafAsApplied(path: JsonPointer, field: ManagedField, { live, mark, schema }: Marked): boolean {
  if (field.mode !== 'enforce' || field.reference !== undefined) return false
  const wanted = field.value === null ? undefined : field.value
  // Another spelling of a phone number is for the full comparison.
  if (!leafEqual(undefined, path, wanted, liveLeaf(live, path))) return false
  const applied = mark.fields[path]
  return typeof applied === 'string' && isLeafDigest(applied, schema, path, wanted)
}
