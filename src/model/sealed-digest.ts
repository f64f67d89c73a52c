import { createHmac } from 'node:crypto'
import type { Digest } from './digest.ts'

/** A digest that nobody can use, or tell from others, without a key: `~`, the name of the key, `.`, and a text. */
export type SealedDigest = `~${string}`

export interface DigestKey {
  /** Says which key a digest needs, and nothing about it. */
  readonly name: string
  readonly text: string
}

export interface DigestKeys {
  /** What is sealed with; absent: nothing is. */
  readonly current?: DigestKey
  /** By name, the current one among them. */
  readonly byName: ReadonlyMap<string, DigestKey>
}

export function digestKeys(current: string | undefined, former: readonly string[]): DigestKeys {
  const known = former.map(digestKey)
  if (current === undefined) return { byName: byName(known) }
  const key = digestKey(current)
  return { current: key, byName: byName([...known, key]) }
}

function digestKey(text: string): DigestKey {
  return { name: hmac(text, 'name', '').toString('base64url').slice(0, 6), text }
}

function byName(keys: readonly DigestKey[]): ReadonlyMap<string, DigestKey> {
  return new Map(keys.map((key) => [key.name, key]))
}

const checkBytes = 8
const plain = /^[A-Za-z0-9_-]{16}$/

export function isSealed(digest: Digest): digest is SealedDigest {
  return digest.startsWith('~')
}

/** The name of the key that a sealed digest needs. */
export function keyNameOf(digest: SealedDigest): string {
  return digest.slice(1, Math.max(1, digest.indexOf('.')))
}

/**
 * Encrypts a digest so that equal ones in two places look different: a synthetic IV (a check of place and digest), and the
 * digest under what the key makes of both. What is no digest of a value (`-`, or sealed already) stays.
 *
 * @param place where it stands, of one identity
 */
export function sealDigest(key: DigestKey, place: string, digest: Digest): Digest {
  if (!plain.test(digest)) return digest
  const check = checkOf(key, place, digest)
  const hidden = masked(key, place, check, Buffer.from(digest, 'base64url'))
  return `~${key.name}.${Buffer.concat([check, hidden]).toString('base64url')}`
}

/** The digest; what has no key here, or was made for another place, stays as it is. */
export function openDigest({ byName: keys }: DigestKeys, place: string, digest: Digest): Digest {
  if (!isSealed(digest)) return digest
  const name = keyNameOf(digest)
  const key = keys.get(name)
  if (key === undefined) return digest
  const bytes = Buffer.from(digest.slice(name.length + 2), 'base64url')
  const check = bytes.subarray(0, checkBytes)
  const opened = masked(key, place, check, bytes.subarray(checkBytes)).toString('base64url')
  return plain.test(opened) && checkOf(key, place, opened).equals(check) ? opened : digest
}

function checkOf({ text }: DigestKey, place: string, digest: Digest): Buffer {
  return hmac(text, 'check', JSON.stringify([place, digest])).subarray(0, checkBytes)
}

function masked({ text }: DigestKey, place: string, check: Buffer, bytes: Buffer): Buffer {
  const mask = hmac(text, 'mask', JSON.stringify([place, check.toString('base64url')]))
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)))
}

/** @param purpose keeps what the key is used for apart */
function hmac(key: string, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`idctl ${purpose}\u0000${text}`).digest()
}
