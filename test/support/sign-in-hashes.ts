import { createCipheriv, createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto'
import bcrypt from 'bcryptjs'

/** The password of every hash below. */
export const importedPassword = 'CANARY-imported-password'

const salt = Buffer.from('saltsaltsaltsalt')

/**
 * One hash of each kind that other systems leave behind, in the layouts that Kratos imports (API reference §5.1), with
 * parameters far too weak for real people. Node computes no argon2 and no crypt: those are made with argon2-cffi and
 * `openssl passwd`.
 */
export const importedHashes: Readonly<Record<string, string>> = {
  'bcrypt-2a': bcryptHash('2a'),
  'bcrypt-2b': bcryptHash('2b'),
  'bcrypt-2y': bcryptHash('2y'),
  argon2id: '$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$TotnpB4H9SooKQm2W69YL6k0ZNCZbCXJ/LLDpRxGZmo',
  argon2i: '$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$l9exQzhRF6Ak0BlU+3SbPTazVovkyhzSxWCuVKQEhWI',
  'pbkdf2-sha1': pbkdf2Hash('sha1'),
  'pbkdf2-sha256': pbkdf2Hash('sha256'),
  'pbkdf2-sha512': pbkdf2Hash('sha512'),
  scrypt: `$scrypt$ln=1024,r=8,p=1$${base64(salt)}$${base64(scryptSync(importedPassword, salt, 32, { N: 1024, r: 8, p: 1 }))}`,
  firescrypt: firescryptHash(),
  ssha: saltedHash('{SSHA}', 'sha1'),
  ssha256: saltedHash('{SSHA256}', 'sha256'),
  ssha512: saltedHash('{SSHA512}', 'sha512'),
  sha1: patternHash('sha1'),
  sha256: patternHash('sha256'),
  sha512: patternHash('sha512'),
  md5: `$md5$${base64(createHash('md5').update(importedPassword).digest())}`,
  'md5-salted': patternHash('md5'),
  'md5-crypt': '$md5-crypt$saltsalt$3Rz7qaac/5BnXkFEzCtOx.',
  'sha256-crypt': '$sha256-crypt$saltsalt$KzIlBKnx75c8O5WnDRI7.xL3iBeU6KCLSkxMH9bUHW/',
  'sha512-crypt':
    '$sha512-crypt$saltsalt$PGsTit/1mhglgxC/Wga78Y.Rw.sQv93SnfqIWLMt7Q0hF8HUqXjHooAXtoRJXp28fvuiXXkhiCqS4eA6rTBec/',
  'hmac-sha256': hmacHash('sha256'),
  'hmac-sha512': hmacHash('sha512'),
}

function bcryptHash(version: '2a' | '2b' | '2y'): string {
  return bcrypt.hashSync(importedPassword, 4).replace(/^\$2[aby]\$/, `$${version}$`)
}

function pbkdf2Hash(digest: string): string {
  const hash = pbkdf2Sync(importedPassword, salt, 1000, 32, digest)
  return `$pbkdf2-${digest}$i=1000,l=32$${unpadded(salt)}$${unpadded(hash)}`
}

/** Firebase's own: the project's signer key, encrypted with what scrypt makes of the password. */
function firescryptHash(): string {
  const separator = Buffer.from([7])
  const signerKey = createHash('sha512').update('signer key').digest()
  const key = scryptSync(importedPassword, Buffer.concat([salt, separator]), 32, { N: 2 ** 10, r: 8, p: 1 })
  const hash = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(signerKey)
  return `$firescrypt$ln=10,r=8,p=1$${[salt, hash, separator, signerKey].map(base64).join('$')}`
}

/** As LDAP servers have it: digest of password and salt, then the salt. */
function saltedHash(prefix: string, algorithm: string): string {
  const digest = createHash(algorithm).update(importedPassword).update(salt).digest()
  return `${prefix}${base64(Buffer.concat([digest, salt]))}`
}

/** With a pattern that says where salt and password stand in the text that was hashed. */
function patternHash(algorithm: string): string {
  const digest = createHash(algorithm).update(`${salt}-${importedPassword}`).digest()
  return `$${algorithm}$pf=${base64(Buffer.from('{SALT}-{PASSWORD}'))}$${base64(salt)}$${base64(digest)}`
}

/** The digest is written in hexadecimal, and that text in base64. */
function hmacHash(algorithm: string): string {
  const digest = createHmac(algorithm, 'key').update(importedPassword).digest('hex')
  return `$hmac-${algorithm}$${base64(Buffer.from(digest))}$${base64(Buffer.from('key'))}`
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64')
}

function unpadded(bytes: Buffer): string {
  return base64(bytes).replace(/=+$/, '')
}
