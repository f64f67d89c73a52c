import { describe, expect, test } from 'vitest'
import { fingerprintOfHash } from '../../../src/desired/document/hash-fingerprint.ts'
import { digestOf } from '../../../src/model/digest.ts'
import { importedHashes } from '../../support/sign-in-hashes.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const bare = (text: string) => base64(text).replace(/=+$/, '')
const pattern = base64('{SALT}{PASSWORD}')

describe('a hash has a fingerprint', () => {
  const unsalted = ['md5', 'hmac-sha256', 'hmac-sha512']
  test.each(Object.entries(importedHashes).filter(([name]) => !unsalted.includes(name)))('%s', (_, hash) => {
    expect(fingerprintOfHash(hash)).toBe(digestOf(hash))
  })
})

test('a changed bcrypt hash is seen, whatever its salt', () => {
  const hash = `$2a$04$${'a'.repeat(53)}`
  expect(fingerprintOfHash(hash)).toBe(digestOf(hash))
})

describe('a hash whose password could be guessed from it has none', () => {
  test.each([
    ['md5 without salt', '$md5$CY9rzUYh03PK3k6DJie09g=='],
    ['md5 with an empty salt', `$md5$pf=${pattern}$$CY9rzUYh03PK3k6DJie09g==`],
    ['sha with an empty salt', `$sha1$pf=${pattern}$$2qU2SGWP8viTM1md3FiI3+rjWXQ=`],
    ['sha with a short salt', `$sha1$pf=${pattern}$${base64('salt')}$2qU2SGWP8viTM1md3FiI3+rjWXQ=`],
    ['sha with a salt of zeros', `$sha1$pf=${pattern}$${base64('\0'.repeat(16))}$2qU2SGWP8viTM1md3FiI3+rjWXQ=`],
    ['{SSHA} with a short salt', `{SSHA}${base64(`${'x'.repeat(20)}salt`)}`],
    ['{SSHA512} with a salt of zeros', `{SSHA512}${base64(`${'x'.repeat(64)}${'\0'.repeat(16)}`)}`],
    ['md5-crypt with an empty salt', '$md5-crypt$$qjXMvbEw8oaL.CzflDtaK/'],
    ['md5-crypt with a short salt', '$md5-crypt$ab$qjXMvbEw8oaL.CzflDtaK/'],
    ['sha512-crypt with rounds and an empty salt', `$sha512-crypt$rounds=5000$$${'a'.repeat(86)}`],
    ['pbkdf2 with an empty salt', '$pbkdf2-sha256$i=1000,l=32$$aGFzaGhhc2g'],
    ['argon2 with an empty salt', '$argon2id$v=19$m=32,t=2,p=4$$MNzk5BtR2vUhrp6qQEjRNw'],
    ['argon2 with a short salt', `$argon2id$v=19$m=32,t=2,p=4$${bare('salt')}$MNzk5BtR2vUhrp6qQEjRNw`],
    ['scrypt with an empty salt', '$scrypt$ln=16384,r=8,p=1$$aGFzaGhhc2g='],
    ['firescrypt with an empty salt', '$firescrypt$ln=14,r=8,p=1$$aGFzaA==$Bw==$c2lnbg=='],
    ['an HMAC, whose key is the same for all', importedHashes['hmac-sha256'] ?? ''],
  ])('%s', (_, hash) => {
    expect(hash).not.toBe('')
    expect(fingerprintOfHash(hash)).toBeUndefined()
  })
})
