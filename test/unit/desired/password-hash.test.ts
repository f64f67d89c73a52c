import { describe, expect, it } from 'vitest'
import { checkPasswordHash, checkPlainPassword, doubtAboutHash } from '../../../src/desired/document/password-hash.ts'
import { importedHashes } from '../../support/sign-in-hashes.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Examples of Kratos' own tests and documentation: the passwords are "test", "test123", "ory" and the like. */
const accepted = [
  '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6',
  '$2$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq',
  '$2y$31$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq',
  '$argon2id$v=19$m=32,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw',
  '$argon2i$v=19$m=65536,t=3,p=4$kk51rW/vxIVCYn+EG4kTSg$NyT88uraJ6im6dyha/M5jhXvpqlEdlS/9fEm7ScMb8c',
  '$pbkdf2-sha256$i=100000,l=32$1jP+5Zxpxgtee/iPxGgOz0RfE9/KJuDElP1ley4VxXc$QJxzfvdbHYBpydCbHoFg3GJEqMFULwskiuqiJctoYpI',
  '$scrypt$ln=16384,r=8,p=1$2npRo7P03Mt8keSoMbyD/tKFWyUzjiQf2svUaNDSrhA=$MiCzNcIplSMqSBrm4HckjYqYhaVPPjTARTzwB1cVNYE=',
  '$firescrypt$ln=14,r=8,p=1$sPtDhWcd1MfdAw==$xbSou7FOl6mChCyzpCPIQ7tku7nsQMTFtyOZSXXd7tjBa4NtimOx7v42Gv2SfzPQu1oxM2/k4SsbOu73wlKe1A==$Bw==$YE0dO4bwD4JnJafh6lZZfkp1MtKzuKAXQcDCJNJNyeCHairWHKENOkbh3dzwaCdizzOspwr/FITUVlnOAwPKyw==',
  '{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a',
  '{SSHA256}czO44OTV17PcF1cRxWrLZLy9xHd7CWyVYplr1rOhuMlx/7IK',
  '{SSHA512}xPUl/px+1cG55rUH4rzcwxdOIPSB2TingLpiJJumN2xyDWN4Ix1WQG3ihnvHaWUE8MYNkvMi5rf0C9NYixHsE6Yh59M=',
  '$sha1$pf=e1NBTFR9e1BBU1NXT1JEfQ==$NW9wbWtnejAzcg==$2qU2SGWP8viTM1md3FiI3+rjWXQ=',
  '$sha256$pf=e1NBTFR9JCR7UEFTU1dPUkR9$NW9wbWtnejAzcg==$HokCOi9OtiZaZRvnkgemV3B4UUHpI7kA8zq/EZWH2NY=',
  '$md5$CY9rzUYh03PK3k6DJie09g==',
  '$md5$pf=e1NBTFR9e1BBU1NXT1JEfQ==$NW9wbWtnejAzcg==$CY9rzUYh03PK3k6DJie09g==',
  '$md5-crypt$saltsalt$qjXMvbEw8oaL.CzflDtaK/',
  '$sha256-crypt$rounds=535000$05R.9KB6UC2kLI3w$Q/zslzx./JjkAVPTwp6th7nW5l7JU91Gte/UmIh.U78',
  '$pbkdf2-sha1$i=4294967295,l=0$$QJxzfvdbHYBpydCbHoFg3GJEqMA',
  `$hmac-sha256$${base64('0123456789abcdef'.repeat(4))}$c2VjcmV0`,
  `$sha512-crypt$rounds=1000$$${'a'.repeat(85)}.`,
]

/** How many of the 64 characters the text that is compared can end with; the others have bits that no digest leaves. */
const lastCharacters: Readonly<Record<string, number>> = {
  // Made-up ones are used to try things out: nobody signs in with those that set the bits which no digest has.
  'bcrypt-2a': 64,
  'bcrypt-2b': 64,
  'bcrypt-2y': 64,
  argon2id: 16,
  argon2i: 16,
  'pbkdf2-sha1': 16,
  'pbkdf2-sha256': 16,
  'pbkdf2-sha512': 16,
  scrypt: 16,
  firescrypt: 4,
  // Digest and salt fill their characters here; where they do not, Kratos does not look at the rest.
  ssha: 64,
  ssha256: 64,
  ssha512: 64,
  sha1: 16,
  sha256: 16,
  sha512: 4,
  md5: 4,
  'md5-salted': 4,
  'md5-crypt': 4,
  'sha256-crypt': 16,
  'sha512-crypt': 4,
  // The key comes last, and fills its characters.
  'hmac-sha256': 64,
  'hmac-sha512': 64,
}

/** The hash with each character of its alphabet as the last. */
function endings(hash: string): readonly string[] {
  const text = hash.replace(/=+$/, '')
  const padding = hash.slice(text.length)
  const isCrypt = /crypt\$(?!ln)|^\$2/.test(hash)
  const alphabet = isCrypt
    ? './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    : 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return [...alphabet].map((last) => `${text.slice(0, -1)}${last}${padding}`)
}

const refused: readonly (readonly [hash: string, why: string])[] = [
  ['', 'is not in a hash format that Kratos imports'],
  ['plain', 'is not in a hash format that Kratos imports'],
  ['$2x$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq', 'is not in a hash format that Kratos imports'],
  ['$2a$garbage', 'begins like a bcrypt hash, but the rest does not fit'],
  [
    '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyqX',
    'begins like a bcrypt hash, but the rest does not fit',
  ],
  ['$2a$99$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq', 'its cost must be 4 to 31'],
  ['$argon2id$v=16$m=32,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw', 'its version must be v=19'],
  ['$argon2id$v=19$m=32,t=0,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw', 't must be 1 to 4294967295'],
  ['$argon2id$v=19$m=32,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ==$MNzk5BtR2vUhrp6qQEjRNw', 'not base64 without padding'],
  ['$pbkdf2-sha256$i=0,l=32$c2FsdA$aGFzaA', 'i must be 1 to 4294967295'],
  ['$scrypt$ln=16385,r=8,p=1$c2FsdA==$aGFzaA==', 'its ln must be a power of two'],
  ['$scrypt$ln=16384,r=8,p=1$c2FsdA$aGFzaA', 'not base64 with padding'],
  ['{SSHA}c2hvcnQ=', 'it is too short to contain a digest and a salt'],
  ['{SSHA384}c2hvcnQ=', 'is not in a hash format that Kratos imports'],
  ['$sha1$pf=$NW9wbWtnejAzcg==$2qU2SGWP8viTM1md3FiI3+rjWXQ=', 'begins like a sha hash, but the rest does not fit'],
  ...['sha224', 'sha384', 'sha2', 'sha3', 'sha128', 'sha999', 'sha0'].map((name): [string, string] => [
    `$pbkdf2-${name}$i=1000,l=32$c2FsdA$aGFzaA`,
    'Kratos checks sha1, sha256 and sha512 only',
  ]),
  ...['sha512-224', 'sha512-256', 'md5', 'sha', 'sha1234', 'SHA256'].map((name): [string, string] => [
    `$pbkdf2-${name}$i=1000,l=32$c2FsdA$aGFzaA`,
    'is not in a hash format that Kratos imports',
  ]),
  ['$pbkdf2-sha256$i=4294967296,l=32$c2FsdA$aGFzaA', 'i must be 1 to 4294967295'],
  ['$scrypt$ln=8589934592,r=8,p=1$c2FsdA==$aGFzaA==', 'ln must be 2 to 4294967295'],
  ['$scrypt$ln=16384,r=32768,p=32768$c2FsdA==$aGFzaA==', 'its r times p is too large'],
  ['$firescrypt$ln=14,r=8,p=1$c2FsdA==$aGFzaA==$Bw==$c2lnbmVyIGtleQ==', 'its digest must have 10 bytes'],
  ['$sha256$pf=e1NBTFR9e1BBU1NXT1JEfQ==$NW9wbWtnejAzcg==$2qU2SGWP8viTM1md3FiI3+rjWXQ=', 'its digest must have 32'],
  [`$sha1$pf=${base64('{SALT}')}$NW9wbWtnejAzcg==$2qU2SGWP8viTM1md3FiI3+rjWXQ=`, 'its pf has no {PASSWORD}'],
  [`$md5$pf=${base64('{SALT}password')}$NW9wbWtnejAzcg==$CY9rzUYh03PK3k6DJie09g==`, 'its pf has no {PASSWORD}'],
  ['$md5$2qU2SGWP8viTM1md3FiI3+rjWXQ=', 'its digest must have 16 bytes'],
  ['$hmac-sha256$NjdkYjZiNjdkYg==$c2VjcmV0', 'it must be the base64 of 64 hexadecimal digits'],
  [`$hmac-md5$${base64('0123456789ABCDEF'.repeat(2))}$c2VjcmV0`, 'in small letters'],
  [`$sha512-crypt$rounds=10$salt$${'a'.repeat(86)}`, 'rounds must be 1000 to 999999999'],
  ['$sha256-crypt$x', 'begins like a sha256-crypt hash, but the rest does not fit'],
]

describe('checkPasswordHash', () => {
  it.each(accepted)('accepts %s', (hash) => expect(checkPasswordHash(hash)).toBeUndefined())

  it.each(refused)('refuses %s', (hash, why) => expect(checkPasswordHash(hash)).toContain(why))

  it.each(Object.entries(importedHashes))('%s ends with a character that its digest can end with', (name, hash) => {
    const possible = endings(hash).filter((other) => checkPasswordHash(other) === undefined)
    expect(possible).toContain(hash)
    expect(possible).toHaveLength(lastCharacters[name] ?? 0)
  })

  it.each(Object.entries(importedHashes))('%s that somebody can sign in with raises no doubt', (_, hash) => {
    expect(doubtAboutHash(hash)).toBeUndefined()
  })

  it.each(['bcrypt-2a', 'bcrypt-2b', 'bcrypt-2y'])(
    '%s with bits that no digest leaves is doubted, and accepted',
    (name) => {
      const hashes = endings(importedHashes[name] ?? '')
      expect(hashes.filter((hash) => doubtAboutHash(hash) === undefined)).toHaveLength(16)
      expect(hashes.filter((hash) => checkPasswordHash(hash) === undefined)).toHaveLength(64)
      expect(doubtAboutHash(`$2a$04$${'b'.repeat(53)}`)).toContain('cannot end with its last character')
    },
  )

  // Seen on v26.2.0: Kratos copies the salt as it is written.
  it('bits behind the salt of a bcrypt hash are no doubt', () => {
    const hash = '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6'
    for (const last of '.NOPQRSTUVWXYZabcdefghijkl') {
      expect(doubtAboutHash(`${hash.slice(0, 28)}${last}${hash.slice(29)}`)).toBeUndefined()
    }
  })

  it('never repeats the text', () => {
    for (const hash of ['CANARY-hash', '$2a$CANARY-hash', '$scrypt$ln=3,r=1,p=1$$CANARYhash']) {
      expect(checkPasswordHash(hash)).not.toContain('CANARY')
    }
  })
})

describe('checkPlainPassword', () => {
  it.each([
    ['x'.repeat(72), undefined],
    ['ä'.repeat(36), undefined],
    ['ä'.repeat(37), 'is longer than 72 bytes, more than bcrypt takes'],
    ['', 'is empty'],
  ])('%s', (password, expected) => expect(checkPlainPassword(password)).toBe(expected))
})
