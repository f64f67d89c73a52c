import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from './json.ts'

/** Sixteen base64url characters (96 bits) of SHA-256 over the canonical JSON text. */
export type Digest = string

/** Digest of a JSON value; equal values (by `jsonEqual`) have equal digests. */
export function digestOf(value: Json): Digest {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 16)
}
