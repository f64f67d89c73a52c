import { hash } from 'node:crypto'
import { canonicalJson, type Json } from './json.ts'

/** Sixteen base64url characters (96 bits) of SHA-256 over the canonical JSON text. */
export type Digest = string

const digestLength = 16
const scratch = Buffer.alloc(digestLength)

/** Digest of a JSON value; equal values (by `jsonEqual`) have equal digests. */
export function digestOf(value: Json): Digest {
  // Copied: a slice would keep the whole hash in memory, and the marks of a large plan have millions of digests.
  scratch.write(hash('sha256', canonicalJson(value), 'base64url'), 'latin1')
  return scratch.toString('latin1')
}
