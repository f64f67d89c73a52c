import { hash } from 'node:crypto'
import { canonicalJson, type Json } from './json.ts'

/** Sixteen base64url characters (96 bits) of SHA-256 over the canonical JSON text. */
export type Digest = string

/** Digest of a JSON value; equal values (by `jsonEqual`) have equal digests. */
export function digestOf(value: Json): Digest {
  return hash('sha256', canonicalJson(value), 'base64url').slice(0, 16)
}
