import { createRequire } from 'node:module'
import type { PhoneNumber } from 'libphonenumber-js/max'

export type PhoneReading =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly reason: string }

/**
 * Reads a phone number without a default region, so it must have its country code. This is stricter than
 * libphonenumber-js, which skips text around a number; a `;phone-context=` is not read. Only ASCII, full-width and
 * Arabic digits count.
 */
export function readPhone(text: string): PhoneReading {
  if (text.length > 250 || new TextEncoder().encode(text).length > 250) return { ok: false, reason: problems.TOO_LONG }
  const number = possibleNumber(text)
  if (!viable.test(number)) return { ok: false, reason: problems.NOT_A_NUMBER }
  if (!/^[+\uff0b]/.test(number)) return { ok: false, reason: problems.INVALID_COUNTRY }
  const digits = digitsOf(withoutExtension(number))
  if (digits.length <= 2) return { ok: false, reason: problems.NOTHING_BEHIND_PREFIX }
  const parsed = parse(digits)
  if (typeof parsed === 'string') return { ok: false, reason: parsed }
  return parsed.isValid() ? { ok: true, e164: parsed.number } : { ok: false, reason: problems.NOT_VALID }
}

const problems = {
  INVALID_COUNTRY: 'invalid country code',
  TOO_SHORT: 'the string supplied is too short to be a phone number',
  TOO_LONG: 'the string supplied is too long to be a phone number',
  NOT_A_NUMBER: 'the phone number supplied is not a number',
  NOTHING_BEHIND_PREFIX: 'phone number had an IDD, but after this was not long enough to be a viable phone number',
  NOT_VALID: 'the provided number is not a valid phone number',
} as const

const digit = '[0-9\\uff10-\\uff19\\u0660-\\u0669\\u06f0-\\u06f9]'
const filler =
  '\\-x\\u2010-\\u2015\\u2212\\u30fc\\uff0d-\\uff0f \\u00a0\\u00ad\\u200b\\u2060\\u3000()\\uff08\\uff09\\uff3b\\uff3d.[\\]/~\\u2053\\u223c\\uff5e*'
const extensionMark = 'e?xt(?:ensi(?:o\\u0301?|\\u00f3))?n?|[;,x#~\\uff58\\uff03\\uff5e]|int|anexo'
const extension = `;ext=${digit}{1,7}|[ \\u00a0\\t,]*(?:${extensionMark})[:.\\uff0e]?[ \\u00a0\\t,-]*${digit}{1,7}#?|[- ]+${digit}{1,5}#`
const body = `[+\\uff0b]*(?:[${filler}]*${digit}){3,}(?:[${filler}A-Za-z]|${digit})*`
const viable = new RegExp(`^(?:${digit}{2}|${body}(?:${extension})?)$`)
const trailingExtension = new RegExp(`(?:${extension})$`)

/** The text from the first plus or digit up to the start of a second extension. */
function possibleNumber(text: string): string {
  const start = text.search(new RegExp(`[+\\uff0b]|${digit}`))
  return start === -1 ? '' : text.slice(start).replace(/[\\/] *x.*$/s, '')
}

function withoutExtension(number: string): string {
  const found = trailingExtension.exec(number)
  const before = number.slice(0, found?.index)
  return viable.test(before) ? before : number
}

/** Three letters or more are read as telephone keys (`+1 800 FLOWERS`), fewer are dropped. */
function digitsOf(number: string): string {
  const keyed = /(?:[A-Za-z][^A-Za-z]*){3}/.test(number) ? number.replace(/[A-Za-z]/g, keyOf) : number
  const digits = keyed.match(new RegExp(digit, 'g')) ?? []
  return digits.map((char) => String(char.charCodeAt(0) & 0xf)).join('')
}

function keyOf(letter: string): string {
  return '22233344455566677778889999'.charAt(letter.toLowerCase().charCodeAt(0) - 'a'.charCodeAt(0))
}

let library: typeof import('libphonenumber-js/max') | undefined

/** The number, or the reason why it is not valid. */
function parse(digits: string): PhoneNumber | string {
  // It knows the numbers of all countries, which take long to load.
  library ??= createRequire(import.meta.url)('libphonenumber-js/max') as NonNullable<typeof library>
  const { ParseError, parsePhoneNumberWithError } = library
  try {
    return parsePhoneNumberWithError(`+${digits}`, { extract: false })
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return error.message in problems ? problems[error.message as keyof typeof problems] : problems.NOT_A_NUMBER
  }
}
