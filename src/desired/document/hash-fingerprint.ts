import { type Digest, digestOf } from '../../model/digest.ts'

/** Bytes of salt that keep a digest of the hash from being looked up: 64 bits in addition to the password. */
const enoughSalt = 8
/** Distinct bytes of a random salt: with fewer it is made up, such as zeros. */
const enoughDistinct = 4

/** Bytes of the digest in front of the salt. */
const ssha = new Map([
  ['{SSHA}', 20],
  ['{SSHA256}', 32],
  ['{SSHA512}', 64],
])

/**
 * The digest that identifies a hash (one that `checkPasswordHash` accepts) in the mark and in a plan. `undefined` if
 * somebody who reads it could find a weak password by hashing candidates: without a salt, or with too little of it.
 */
export function fingerprintOfHash(hash: string): Digest | undefined {
  // Bcrypt always has sixteen bytes of salt, and makes trying candidates slow.
  if (/^\$2[abxy]?\$/.test(hash)) return digestOf(hash)
  const salt = saltOf(hash)
  return salt.length >= enoughSalt && new Set(salt).size >= enoughDistinct ? digestOf(hash) : undefined
}

function saltOf(hash: string): Buffer {
  const [, scheme = '', rest = ''] = /^(\{SSHA(?:256|512)?\})(.*)$/s.exec(hash) ?? []
  if (scheme !== '') return Buffer.from(rest, 'base64').subarray(ssha.get(scheme))
  const [, family = '', ...parts] = hash.split('$')
  // An HMAC has no salt, and usually one key for everybody.
  if (family.startsWith('hmac-')) return Buffer.alloc(0)
  if (family.endsWith('-crypt'))
    return Buffer.from(parts[0]?.startsWith('rounds=') ? (parts[1] ?? '') : (parts[0] ?? ''))
  if (family === 'argon2id' || family === 'argon2i') return Buffer.from(parts[2] ?? '', 'base64')
  // `$md5$<hash>` has none; the others have parameters, then salt.
  return parts.length < 3 ? Buffer.alloc(0) : Buffer.from(parts[1] ?? '', 'base64')
}
