import { ParseError, type PhoneNumber, parsePhoneNumberWithError } from 'libphonenumber-js/max'

export type PhoneReading =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly reason: string }

const reasons: Readonly<Record<string, string>> = {
  INVALID_COUNTRY: 'invalid country code',
  TOO_SHORT: 'the string supplied is too short to be a phone number',
  TOO_LONG: 'the string supplied is too long to be a phone number',
}

/** Reads a phone number without a default region: it must carry its country code (API reference §4.5). */
export function readPhone(text: string): PhoneReading {
  const number = parse(text)
  if (typeof number === 'string') return { ok: false, reason: number }
  if (!number.isValid()) return { ok: false, reason: 'the provided number is not a valid phone number' }
  return { ok: true, e164: number.number }
}

/** The number, or why it is none. */
function parse(text: string): PhoneNumber | string {
  try {
    return parsePhoneNumberWithError(text)
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return reasons[error.message] ?? 'the phone number supplied is not a number'
  }
}
