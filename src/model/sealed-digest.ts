import { createHmac } from 'node:crypto'
import type { Digest } from './digest.ts'

/** An encrypted digest: `~`, the name of the key, `.`, and base64url text. Without the key nobody can compare it with others. */
export type SealedDigest = `~${string}`

export interface DigestKey {
  /** Identifies the key without revealing anything about it. */
  readonly name: string
  readonly text: string
}

export interface DigestKeys {
  /** The key for new digests; absent: digests are not sealed. */
  readonly current?: DigestKey
  /** Name → key, including the current one. */
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

export function keyNameOf(digest: SealedDigest): string {
  return digest.slice(1, Math.max(1, digest.indexOf('.')))
}

/**
 * Encrypts a digest so that equal digests in two places look different. The result has a synthetic IV (an HMAC of place and
 * digest), then the digest XORed with a mask derived from key, place and IV. Anything but a plain digest (`-`, or a sealed
 * one) is returned unchanged.
 *
 * @param place Identifies the leaf and the identity: the mark's salt and the leaf's path.
 */
export function sealDigest(key: DigestKey, place: string, digest: Digest): Digest {
  if (!plain.test(digest)) return digest
  const check = checkOf(key, place, digest)
  const hidden = xorWithMask(key, place, check, Buffer.from(digest, 'base64url'))
  return `~${key.name}.${Buffer.concat([check, hidden]).toString('base64url')}`
}

/** Decrypts a sealed digest. Returns it unchanged when its key is missing or it was sealed for another place. */
export function openDigest({ byName: keys }: DigestKeys, place: string, digest: Digest): Digest {
  if (!isSealed(digest)) return digest
  const name = keyNameOf(digest)
  const key = keys.get(name)
  if (key === undefined) return digest
  const bytes = Buffer.from(digest.slice(name.length + 2), 'base64url')
  const check = bytes.subarray(0, checkBytes)
  const opened = xorWithMask(key, place, check, bytes.subarray(checkBytes)).toString('base64url')
  return plain.test(opened) && checkOf(key, place, opened).equals(check) ? opened : digest
}

function checkOf({ text }: DigestKey, place: string, digest: Digest): Buffer {
  return hmac(text, 'check', JSON.stringify([place, digest])).subarray(0, checkBytes)
}

function xorWithMask({ text }: DigestKey, place: string, check: Buffer, bytes: Buffer): Buffer {
  const mask = hmac(text, 'mask', JSON.stringify([place, check.toString('base64url')]))
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)))
}

/** @param purpose Separates the uses of one key, so that no two of them give the same bytes. */
function hmac(key: string, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`idctl ${purpose}\u0000${text}`).digest()
}
