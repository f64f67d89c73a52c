import { type Digest, digestOf } from '../model/digest.ts'

/** Bytes of salt from which on a digest of the hash cannot be looked up: 64 bits on top of the password. */
const enoughSalt = 8
/** Fewer different ones are no salt that somebody drew, such as zeros. */
const enoughDistinct = 4

/** Bytes of the digest before the salt. */
const ssha = new Map([
  ['{SSHA}', 20],
  ['{SSHA256}', 32],
  ['{SSHA512}', 64],
])

/**
 * The digest by which a hash that `checkPasswordHash` accepts is known again, in the mark and in a plan; `undefined` where
 * whoever reads that digest could find a weak password from it, by hashing words: without a salt, or with too little of it.
 */
export function fingerprintOfHash(hash: string): Digest | undefined {
  // Bcrypt has no other than sixteen bytes, and is slow to try words on.
  if (/^\$2[abxy]?\$/.test(hash)) return digestOf(hash)
  const salt = saltOf(hash)
  return salt.length >= enoughSalt && new Set(salt).size >= enoughDistinct ? digestOf(hash) : undefined
}

function saltOf(hash: string): Buffer {
  const [, scheme = '', rest = ''] = /^(\{SSHA(?:256|512)?\})(.*)$/s.exec(hash) ?? []
  if (scheme !== '') return Buffer.from(rest, 'base64').subarray(ssha.get(scheme))
  const [, family = '', ...parts] = hash.split('$')
  // An HMAC has no salt, and its key is mostly the same for everybody.
  if (family.startsWith('hmac-')) return Buffer.alloc(0)
  if (family.endsWith('-crypt'))
    return Buffer.from(parts[0]?.startsWith('rounds=') ? (parts[1] ?? '') : (parts[0] ?? ''))
  if (family === 'argon2id' || family === 'argon2i') return Buffer.from(parts[2] ?? '', 'base64')
  // `$md5$<hash>` has none; the others have parameters, then salt.
  return parts.length < 3 ? Buffer.alloc(0) : Buffer.from(parts[1] ?? '', 'base64')
}
