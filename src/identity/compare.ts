import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { normalisePhone } from '../identity-schema/normalise.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import { isJsonObject, type Json, type JsonPointer, jsonEqual } from '../model/json.ts'

/** What a mark holds for a leaf that was applied as absent (`null` in the file). */
export const absentDigest: Digest = '-'

/** An empty object as a managed leaf means "an object exists here", whatever is in it. */
export function isObjectLeaf(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0
}

/**
 * Whether live (`right`) is what the file (`left`) wants at a leaf: JSON equality, exact for traits, except phone
 * nodes with `via: sms` (compared as E.164) and `{}` (any object will do). `undefined` means absent.
 */
export function leafEqual(
  schema: IdentitySchema | undefined,
  path: JsonPointer,
  left: Json | undefined,
  right: Json | undefined,
): boolean {
  if (isObjectLeaf(left) && (isJsonObject(right) || (right === undefined && isAlwaysObject(path)))) return true
  return jsonEqual(comparable(schema, path, left), comparable(schema, path, right))
}

/** Traits are an object from the start, `metadata_admin` from the mark on. */
export function isAlwaysObject(path: JsonPointer): boolean {
  return path === '/metadata_admin' || path === '/traits'
}

/** Digest of a leaf as the mark keeps it; equal leaves (by `leafEqual`) that are no objects have equal digests. */
export function leafDigest(schema: IdentitySchema | undefined, path: JsonPointer, value: Json | undefined): Digest {
  const normal = comparable(schema, path, value)
  return normal === undefined ? absentDigest : digestOf(normal)
}

/**
 * Whether a live value is what a digest in a mark was made of. The schema may have begun, or ceased, to see a phone number in it
 * since then; and `{}` means that there was an object, whatever is in it.
 */
export function isAsMarked(applied: Digest, path: JsonPointer, value: Json | undefined): boolean {
  if (applied === emptyObject && (isJsonObject(value) || (value === undefined && isAlwaysObject(path)))) return true
  return markDigests(path, value).includes(applied)
}

/** What the digest of a value may be in a mark, by whatever schema it was written. */
export function markDigests(path: JsonPointer, value: Json | undefined): readonly Digest[] {
  if (value === undefined) return [absentDigest]
  const phone = typeof value === 'string' && path.startsWith('/traits/') ? normalisePhone(value) : undefined
  return phone === undefined || phone === value ? [digestOf(value)] : [digestOf(value), digestOf(phone)]
}

const emptyObject = digestOf({})

function comparable(schema: IdentitySchema | undefined, path: JsonPointer, value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || schema?.phonePointers.includes(path) !== true) return value
  return normalisePhone(value) ?? value
}
