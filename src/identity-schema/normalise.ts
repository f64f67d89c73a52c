import { readPhone } from '../go/phone.ts'
import { goLowerCase, goTrimSpace } from '../go/text.ts'

/**
 * A login identifier or address as v26.2.0 stores it: lower-case, without white space at either end (API reference
 * §4.5).
 */
export function normaliseIdentifier(value: string): string {
  return goTrimSpace(goLowerCase(value))
}

/** The number in E.164, or `undefined` when it is not a valid international number (the leading `+` is required). */
export function normalisePhone(value: string): string | undefined {
  if (!value.includes('+') && !value.includes('＋')) return undefined
  const reading = readPhone(value)
  return reading.ok ? reading.e164 : undefined
}

/** Whether two texts are the same valid phone number. */
export function phonesEqual(left: string, right: string): boolean {
  const number = normalisePhone(left)
  return number !== undefined && number === normalisePhone(right)
}
