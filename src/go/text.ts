/** Go's `strings.ToLower`: rune by rune, without JavaScript's rules for a final sigma and the dotted I. */
export function goLowerCase(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  return Array.from(text, (rune) => (rune === '\u0130' ? 'i' : rune.toLowerCase())).join('')
}

/** Go's `strings.TrimSpace`: Unicode White_Space, so U+0085 goes and U+FEFF stays. */
export function goTrimSpace(text: string): string {
  // Most texts: the patterns below look at each character.
  if (isAsciiSign(text.charCodeAt(0)) && isAsciiSign(text.charCodeAt(text.length - 1))) return text
  return text.replace(/^\p{White_Space}+/u, '').replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '')
}

function isAsciiSign(code: number): boolean {
  return code > 0x20 && code < 0x7f
}

/** Lone surrogates become U+FFFD, as when Go decodes them from JSON. */
export function wellFormed(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** Bytes of the text in UTF-8: what Go's `len` counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}
