/** Layout of one family of hashes that Kratos imports (API reference §5.1). */
interface HashFamily {
  readonly name: string
  readonly prefix: RegExp
  /** What must follow the prefix; else the hash is stored and nobody can sign in with it. */
  readonly layout: RegExp
  /** What is wrong with a hash of this layout, if anything. */
  readonly fault?: (parts: readonly string[]) => string | undefined
  /** Why nobody can sign in with a hash that is not refused. */
  readonly doubt?: (parts: readonly string[]) => string | undefined
}

const base64 = '[A-Za-z0-9+/]+={0,2}'
const base64OrNothing = '[A-Za-z0-9+/]*={0,2}'
const cryptText = '[./0-9A-Za-z]'
/** Every fourth character: after 23 bytes of digest, two bits of the last character are unused. */
const bcryptEnds = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.replace(/(.).../g, '$1')
const largestUint32 = 2 ** 32 - 1

/** Length of each digest. */
const digestBytes: Readonly<Record<string, number>> = {
  md4: 16,
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

const families: readonly HashFamily[] = [
  {
    name: 'bcrypt',
    prefix: /^\$2[abzy]?\$/,
    layout: new RegExp(`^(\\d\\d)\\$${cryptText}{52}(${cryptText})$`),
    fault: ([cost]) => outside('its cost', cost, 4, 31),
    // A hash with unused bits set was made up, as in examples and tests, so it is not refused. Those after the salt are
    // harmless, because the comparison copies them.
    doubt: ([, last]) => strayBits(last, bcryptEnds),
  },
  argon2('argon2id'),
  argon2('argon2i'),
  {
    name: 'pbkdf2',
    prefix: /^\$pbkdf2-(?=sha[0-9]{1,3}\$)/,
    layout: new RegExp(`^(sha\\d+)\\$i=(\\d+),l=(\\d+)\\$(${base64OrNothing})\\$(${base64})$`),
    // Kratos reads sha224 and sha384 as SHA-3, and any other number as sha256.
    fault: ([algorithm = '', iterations, length, salt, hash]) =>
      (['sha1', 'sha256', 'sha512'].includes(algorithm) ? undefined : 'Kratos checks sha1, sha256 and sha512 only') ??
      outside('i', iterations, 1, largestUint32) ??
      outside('l', length, 0, largestUint32) ??
      malformed('bare', salt, hash),
  },
  {
    name: 'scrypt',
    prefix: /^\$scrypt\$/,
    layout: new RegExp(`^ln=(\\d+),r=(\\d+),p=(\\d+)\\$(${base64OrNothing})\\$(${base64})$`),
    // Here `ln` is N itself, not its logarithm.
    fault: ([cost, block, parallel, salt, hash]) =>
      (isPowerOfTwo(Number(cost)) ? undefined : 'its ln must be a power of two, such as 16384') ??
      outside('ln', cost, 2, largestUint32) ??
      scryptBounds(block, parallel) ??
      malformed('padded', salt, hash),
  },
  {
    name: 'firescrypt',
    prefix: /^\$firescrypt\$/,
    layout: new RegExp(
      `^ln=(\\d+),r=(\\d+),p=(\\d+)\\$(${base64OrNothing})\\$(${base64})\\$(${base64OrNothing})\\$(${base64})$`,
    ),
    fault: ([cost, block, parallel, salt, hash = '', separator, signerKey = '']) =>
      outside('ln', cost, 1, 31) ??
      scryptBounds(block, parallel) ??
      malformed('padded', salt, hash, separator, signerKey) ??
      // The hash is the encrypted signer key.
      ofBytes(hash, Buffer.from(signerKey, 'base64').length),
  },
  ssha('{SSHA}', /^\{SSHA\}/, 20),
  ssha('{SSHA256}', /^\{SSHA256\}/, 32),
  ssha('{SSHA512}', /^\{SSHA512\}/, 64),
  {
    name: 'sha',
    prefix: /^\$(?=sha(?:1|256|512)\$)/,
    layout: new RegExp(`^(sha\\d+)\\$pf=(${base64})\\$(${base64OrNothing})\\$(${base64})$`),
    fault: ([algorithm = '', pattern = '', salt, hash = '']) =>
      malformed('padded', pattern, salt, hash) ?? withoutPassword(pattern) ?? ofBytes(hash, digestBytes[algorithm]),
  },
  {
    name: 'md5',
    prefix: /^\$md5\$/,
    layout: new RegExp(`^(?:pf=(${base64})\\$(${base64OrNothing})\\$)?(${base64})$`),
    fault: (texts) =>
      malformed('padded', ...texts) ??
      (texts.length > 1 ? withoutPassword(texts[0] ?? '') : undefined) ??
      ofBytes(texts.at(-1) ?? '', digestBytes['md5']),
  },
  {
    name: 'md5-crypt',
    prefix: /^\$md5-crypt\$/,
    layout: new RegExp(`^[^$]*\\$${cryptText}{21}(${cryptText})$`),
    fault: ([last]) => strayBits(last, './01'),
  },
  {
    name: 'sha256-crypt',
    prefix: /^\$sha256-crypt\$/,
    layout: new RegExp(`^(?:rounds=(\\d+)\\$)?[^$]*\\$${cryptText}{42}(${cryptText})$`),
    fault: (parts) => rounds(parts) ?? strayBits(parts.at(-1), './0123456789ABCD'),
  },
  {
    name: 'sha512-crypt',
    prefix: /^\$sha512-crypt\$/,
    layout: new RegExp(`^(?:rounds=(\\d+)\\$)?[^$]*\\$${cryptText}{85}(${cryptText})$`),
    fault: (parts) => rounds(parts) ?? strayBits(parts.at(-1), './01'),
  },
  {
    name: 'hmac',
    prefix: /^\$hmac-(?=(?:md4|md5|sha1|sha224|sha256|sha384|sha512)\$)/,
    layout: new RegExp(`^(\\w+)\\$(${base64})\\$(${base64OrNothing})$`),
    fault: ([algorithm = '', hash = '', key]) => malformed('padded', hash, key) ?? notHex(hash, digestBytes[algorithm]),
  },
]

/**
 * What is wrong with a hash that is to be imported, or `undefined`. Kratos ≤ v26.2.0 checks only the prefix (API
 * reference §5.1) and finds out the rest at login, when the person is locked out already, so the whole layout is
 * checked here. Do not call it for an empty hash beside `use_password_migration_hook: true`, which is allowed. The
 * result never contains the hash.
 */
export function checkPasswordHash(text: string): string | undefined {
  const family = families.find(({ prefix }) => prefix.test(text))
  if (family === undefined) return 'is not in a hash format that Kratos imports'
  const parts = family.layout.exec(text.replace(family.prefix, ''))
  if (parts === null) return `begins like a ${family.name} hash, but the rest does not fit`
  const fault = family.fault?.(parts.slice(1).filter((part) => part !== undefined))
  return fault === undefined ? undefined : `is a ${family.name} hash that never matches: ${fault}`
}

/** Why nobody can sign in with a hash that `checkPasswordHash` accepts; the result never contains the hash. */
export function doubtAboutHash(text: string): string | undefined {
  const family = families.find(({ prefix }) => prefix.test(text))
  const parts = family?.layout.exec(text.replace(family.prefix, ''))
  const doubt = parts && family?.doubt?.(parts.slice(1).filter((part) => part !== undefined))
  return doubt ? `is a ${family?.name} hash that never matches: ${doubt}` : undefined
}

/**
 * What is wrong with a plain password, or `undefined`: bcrypt, Kratos' default, takes 72 bytes at most (API reference
 * §5.1).
 */
export function checkPlainPassword(text: string): string | undefined {
  if (text === '') return 'is empty'
  return Buffer.byteLength(text) > 72 ? 'is longer than 72 bytes, more than bcrypt takes' : undefined
}

function argon2(name: string): HashFamily {
  return {
    name,
    prefix: new RegExp(`^\\$${name}\\$`),
    layout: new RegExp(`^v=(\\d+)\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$(${base64OrNothing})\\$(${base64})$`),
    fault: ([version, memory, time, parallel, salt, hash]) =>
      (version === '19' ? undefined : 'its version must be v=19') ??
      outside('m', memory, 1, largestUint32) ??
      outside('t', time, 1, largestUint32) ??
      outside('p', parallel, 1, 255) ??
      malformed('bare', salt, hash),
  }
}

function ssha(name: string, prefix: RegExp, bytes: number): HashFamily {
  return {
    name,
    prefix,
    layout: new RegExp(`^(${base64})$`),
    fault: ([text = '']) =>
      // The one format that Kratos does not decode strictly: only the length must be right, with padding.
      (text.length % 4 === 0 ? undefined : notBase64('padded')) ??
      (Buffer.from(text, 'base64').length > bytes ? undefined : 'it is too short to contain a digest and a salt'),
  }
}

function outside(
  name: string,
  digits: string | undefined,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): string | undefined {
  const value = Number(digits)
  if (value >= least && value <= most) return undefined
  return most === Number.MAX_SAFE_INTEGER ? `${name} must be at least ${least}` : `${name} must be ${least} to ${most}`
}

function isPowerOfTwo(value: number): boolean {
  return value > 1 && Number.isInteger(Math.log2(value))
}

/** Kratos decodes strictly: with or without padding as the family requires, and no stray bits at the end. */
function malformed(padding: 'bare' | 'padded', ...texts: readonly (string | undefined)[]): string | undefined {
  const isStrict = (text = '') => {
    const again = Buffer.from(text, 'base64').toString('base64')
    return text === (padding === 'padded' ? again : again.replace(/=+$/, ''))
  }
  return texts.every(isStrict) ? undefined : notBase64(padding)
}

function notBase64(padding: 'bare' | 'padded'): string {
  return `a part of it is not base64 ${padding === 'padded' ? 'with' : 'without'} padding`
}

/** The limits of scrypt itself. */
function scryptBounds(block: string | undefined, parallel: string | undefined): string | undefined {
  const isTooMuch = Number(block) * Number(parallel) >= 2 ** 30
  return outside('r', block, 1) ?? outside('p', parallel, 1) ?? (isTooMuch ? 'its r times p is too large' : undefined)
}

/** The limits of crypt(3). */
function rounds(parts: readonly string[]): string | undefined {
  return parts.length === 1 ? undefined : outside('rounds', parts[0], 1000, 999_999_999)
}

/** Kratos encodes the digest again and compares the texts: with stray bits at the end they differ. */
function strayBits(last = '', possible: string): string | undefined {
  return possible.includes(last) ? undefined : 'such a digest cannot end with its last character'
}

/** A digest of another length never matches. */
function ofBytes(text: string, bytes = 0): string | undefined {
  return Buffer.from(text, 'base64').length === bytes ? undefined : `its digest must have ${bytes} bytes`
}

/** Kratos compares an HMAC as a text of hexadecimal digits. */
function notHex(text: string, bytes = 0): string | undefined {
  const digits = Buffer.from(text, 'base64').toString('latin1')
  return digits.length === 2 * bytes && /^[0-9a-f]*$/.test(digits)
    ? undefined
    : `it must be the base64 of ${2 * bytes} hexadecimal digits in small letters`
}

/** Without the password in the pattern, the text that is hashed is the same for every password. */
function withoutPassword(pattern: string): string | undefined {
  const isThere = Buffer.from(pattern, 'base64').toString('latin1').includes('{PASSWORD}')
  return isThere ? undefined : 'its pf has no {PASSWORD}, so it does not depend on the password'
}
