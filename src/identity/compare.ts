import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { normalisePhone } from '../identity-schema/normalise.ts'
import { type Digest, digestOf, isDigestOf } from '../model/digest.ts'
import { isJsonObject, type Json, type JsonPointer, jsonEqual } from '../model/json.ts'

/** The mark's entry for a leaf that was applied as absent (`null` in the file). */
export const absentDigest: Digest = '-'

/** True for `{}`, which as a managed leaf means "an object with any members". */
export function isObjectLeaf(value: Json | undefined): boolean {
  if (!isJsonObject(value)) return false
  for (const _ in value) return false
  return true
}

/**
 * Whether live (`right`) has what the file (`left`) wants at a leaf: JSON equality, except that phone nodes with `via: sms`
 * compare as E.164, and `{}` equals any object. `undefined` means absent.
 */
export function leafEqual(
  schema: IdentitySchema | undefined,
  path: JsonPointer,
  left: Json | undefined,
  right: Json | undefined,
): boolean {
  if (isObjectLeaf(left) && (isJsonObject(right) || (right === undefined && isAlwaysObject(path)))) return true
  return jsonEqual(normalLeaf(schema, path, left), normalLeaf(schema, path, right))
}

/** Traits are always an object, and `metadata_admin` is one once it holds the mark. */
export function isAlwaysObject(path: JsonPointer): boolean {
  return path === '/metadata_admin' || path === '/traits'
}

/** Digest of a leaf for the mark. Leaves that are equal by `leafEqual` have equal digests, except objects. */
export function leafDigest(schema: IdentitySchema | undefined, path: JsonPointer, value: Json | undefined): Digest {
  const normal = normalLeaf(schema, path, value)
  return normal === undefined ? absentDigest : digestOf(normal)
}

/** Whether `digest` is the `leafDigest` of a value. */
export function isLeafDigest(
  digest: Digest,
  schema: IdentitySchema | undefined,
  path: JsonPointer,
  value: Json | undefined,
): boolean {
  const normal = normalLeaf(schema, path, value)
  return normal === undefined ? digest === absentDigest : isDigestOf(digest, normal)
}

/**
 * Whether a live value matches a digest in a mark. Since the mark was written the schema may have started or stopped treating
 * the leaf as a phone number, so both forms match. The digest of `{}` matches any object.
 */
export function isAsMarked(applied: Digest, path: JsonPointer, value: Json | undefined): boolean {
  if (applied === emptyObject && (isJsonObject(value) || (value === undefined && isAlwaysObject(path)))) return true
  return markDigests(path, value).includes(applied)
}

/** The digests that a mark may hold for a value, under any schema: as it is, and as an E.164 phone number. */
export function markDigests(path: JsonPointer, value: Json | undefined): readonly Digest[] {
  if (value === undefined) return [absentDigest]
  const phone = typeof value === 'string' && path.startsWith('/traits/') ? normalisePhone(value) : undefined
  return phone === undefined || phone === value ? [digestOf(value)] : [digestOf(value), digestOf(phone)]
}

const emptyObject = digestOf({})

/** The value that `leafEqual` compares, and of which `leafDigest` is the digest. */
export function normalLeaf(
  schema: IdentitySchema | undefined,
  path: JsonPointer,
  value: Json | undefined,
): Json | undefined {
  if (typeof value !== 'string' || schema?.phonePointers.includes(path) !== true) return value
  return normalisePhone(value) ?? value
}
