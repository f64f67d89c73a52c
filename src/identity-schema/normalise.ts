import { readPhone } from '../go/phone.ts'

/** Go's `unicode.IsSpace`, which is not quite what `String.prototype.trim` takes off. */
const goSpace = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
/** Looked for from where a run of spaces begins, and not again from each space in it. */
const goSpaceAround = new RegExp(`^${goSpace}+|(?<!${goSpace})${goSpace}+$`, 'g')

/** `strings.TrimSpace` of Go. */
function trimSpace(text: string): string {
  return text.replace(goSpaceAround, '')
}

/** `strings.ToLower` of Go: rune by rune, so no final sigma and no `i` with two dots. */
export function toLower(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  return Array.from(text, (rune) => (rune === 'İ' ? 'i' : rune.toLowerCase())).join('')
}

/** A login identifier or address as v26.2.0 stores it: lower-case, without white space around (API reference §4.5). */
export function normaliseIdentifier(value: string): string {
  return trimSpace(toLower(value))
}

/** The number in E.164, or `undefined` when it is no valid international number (it needs its `+`). */
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
