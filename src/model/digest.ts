import { hash } from 'node:crypto'
import { canonicalJson, type Json } from './json.ts'
import { remembered } from './remembered.ts'

/** Sixteen base64url characters (96 bits) of SHA-256 over the canonical JSON text. */
export type Digest = string

const digestLength = 16
const scratch = Buffer.alloc(digestLength)

/** Longer texts are not remembered: they would take memory, and seldom come again. */
const longest = 100

/** Digest of a JSON value; equal values (by `jsonEqual`) have equal digests. */
export function digestOf(value: Json): Digest {
  const text = canonicalJson(value)
  return text.length > longest ? digestOfText(text) : shortDigest(text)
}

/** Whether `digest` is `digestOf(value)`. Remembers and makes nothing: every value of everybody is compared. */
export function isDigestOf(digest: Digest, value: Json): boolean {
  return digest.length === digestLength && hash('sha256', canonicalJson(value), 'base64url').startsWith(digest)
}

/** Several questions about the same person need the digest of each value, and many people have the same values. */
const shortDigest = remembered(digestOfText)

function digestOfText(text: string): Digest {
  // Copied: a slice would keep the whole hash in memory, and the marks of a large plan have millions of digests.
  scratch.write(hash('sha256', text, 'base64url'), 'latin1')
  return scratch.toString('latin1')
}
