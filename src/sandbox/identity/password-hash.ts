import { byteLength } from '../../go/text.ts'
import { badRequest, plainError } from '../errors.ts'

/** Prefixes by which Kratos v26.2.0 and older recognise an imported hash; they do not check the rest (API reference §5.1). */
const knownFormats = [
  /^\$2[abzy]?\$/,
  /^\$argon2id?\$/,
  /^\$pbkdf2-sha[0-9]{1,3}\$/,
  /^\$scrypt\$/,
  /^\$firescrypt\$/,
  /^\{SSHA(?:256|512)?\}/,
  /^\$sha(?:1|256|512)\$/,
  /^\$md5\$/,
  /^\$md5-crypt\$/,
  /^\$sha(?:256|512)-crypt\$/,
  /^\$hmac-(?:md4|md5|sha1|sha224|sha256|sha384|sha512)\$/,
]

export function checkHashFormat(hashed: string): void {
  if (knownFormats.some((format) => format.test(hashed))) return
  const advice = 'For more information see https://www.ory.sh/dr/2'
  throw badRequest(`The imported password does not match any known hash format. ${advice}`)
}

/** A bcrypt hash `$2a$<cost>$…`. The admin API has no password policy, only bcrypt's length limit. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const length = byteLength(password)
  if (length > 72) {
    const rule = `The password must be at most 72 characters long, but got ${length}.`
    throw plainError(`I[#/password] S[] the password does not fulfill the password policy because: ${rule}`)
  }
  // Loaded on use, because few requests have plain passwords.
  const { hash } = await import('bcryptjs')
  return (await hash(password, cost)).replace(/^\$2[by]\$/, '$2a$')
}
