import type { Json } from '../json.ts'
import { goQuote } from '../schema/go-format.ts'
import { GoJsonError } from './json-error.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The first JSON value of a body; what follows it is ignored, as Go's `json.Decoder` does.
 * Throws `GoJsonError` with Go's text: `EOF`, `unexpected EOF`, `invalid character 'x' …`.
 */
export function parseFirstValue(bytes: Uint8Array): Json {
  try {
    return JSON.parse(utf8.decode(bytes)) as Json
  } catch {
    return JSON.parse(utf8.decode(bytes.subarray(0, endOfFirstValue(bytes)))) as Json
  }
}

/**
 * The only JSON value of a text, as Go's `json.Unmarshal` wants it. Throws `GoJsonError` with Go's text: `unexpected end
 * of JSON input`, `invalid character 'x' …`.
 */
export function parseWhole(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    const bytes = new TextEncoder().encode(text)
    throw invalid(bytes[skipSpace(bytes, endOfOnlyValue(bytes))] ?? 0, 'after top-level value')
  }
}

function endOfOnlyValue(bytes: Uint8Array): number {
  try {
    return endOfFirstValue(bytes)
  } catch (error) {
    const isCut = error instanceof GoJsonError && error.message.endsWith('EOF')
    throw isCut ? new GoJsonError('unexpected end of JSON input') : error
  }
}

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end'

const maxNesting = 10_000

/** Index just behind the first value, or the error that Go's scanner would report. */
function endOfFirstValue(bytes: Uint8Array): number {
  const open: ('object' | 'array')[] = []
  let expect: Expect = 'value'
  let at = 0
  for (;;) {
    at = skipSpace(bytes, at)
    const char = bytes[at]
    if (char === undefined) throw new GoJsonError(at === 0 || isBlank(bytes) ? 'EOF' : 'unexpected EOF')
    const closes =
      (char === 0x7d && (expect === 'key-or-end' || (expect === 'comma-or-end' && open.at(-1) === 'object'))) ||
      (char === 0x5d && (expect === 'value-or-end' || (expect === 'comma-or-end' && open.at(-1) === 'array')))
    if (closes) {
      open.pop()
      at++
      expect = 'comma-or-end'
    } else if (expect === 'comma-or-end') {
      const inObject = open.at(-1) === 'object'
      if (char !== 0x2c) throw invalid(char, inObject ? 'after object key:value pair' : 'after array element')
      at++
      expect = inObject ? 'key' : 'value'
    } else if (expect === 'colon') {
      if (char !== 0x3a) throw invalid(char, 'after object key')
      at++
      expect = 'value'
    } else if (expect === 'key' || expect === 'key-or-end') {
      if (char !== 0x22) throw invalid(char, 'looking for beginning of object key string')
      at = endOfString(bytes, at)
      expect = 'colon'
    } else if (char === 0x7b || char === 0x5b) {
      if (open.length === maxNesting) throw invalid(char, 'exceeded max depth')
      open.push(char === 0x7b ? 'object' : 'array')
      at++
      expect = char === 0x7b ? 'key-or-end' : 'value-or-end'
      continue
    } else {
      at = endOfLiteral(bytes, at, char)
      expect = 'comma-or-end'
    }
    if (open.length === 0 && expect === 'comma-or-end') return at
  }
}

function endOfLiteral(bytes: Uint8Array, at: number, char: number): number {
  if (char === 0x22) return endOfString(bytes, at)
  if (char === 0x2d || isDigit(char)) return endOfNumber(bytes, at)
  for (const word of ['true', 'false', 'null']) {
    if (char === word.charCodeAt(0)) return endOfWord(bytes, at, word)
  }
  throw invalid(char, 'looking for beginning of value')
}

function endOfWord(bytes: Uint8Array, start: number, word: string): number {
  for (let index = 1; index < word.length; index++) {
    const char = byteAt(bytes, start + index)
    if (char !== word.charCodeAt(index)) throw invalid(char, `in literal ${word} (expecting '${word[index]}')`)
  }
  return start + word.length
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1
  for (;;) {
    const char = byteAt(bytes, at++)
    if (char === 0x22) return at
    if (char < 0x20) throw invalid(char, 'in string literal')
    if (char !== 0x5c) continue
    const escaped = byteAt(bytes, at++)
    if (escaped === 0x75) {
      for (const end = at + 4; at < end; at++) {
        const hex = byteAt(bytes, at)
        if (!/[0-9a-fA-F]/.test(String.fromCharCode(hex))) throw invalid(hex, 'in \\u hexadecimal character escape')
      }
    } else if (!'bfnrt\\/"'.includes(String.fromCharCode(escaped))) {
      throw invalid(escaped, 'in string escape code')
    }
  }
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start
  if (bytes[at] === 0x2d) {
    at++
    const first = byteAt(bytes, at)
    if (!isDigit(first)) throw invalid(first, 'in numeric literal')
  }
  at = bytes[at] === 0x30 ? at + 1 : skipDigits(bytes, at)
  if (bytes[at] === 0x2e) {
    const first = byteAt(bytes, at + 1)
    if (!isDigit(first)) throw invalid(first, 'after decimal point in numeric literal')
    at = skipDigits(bytes, at + 1)
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++
    const first = byteAt(bytes, at)
    if (!isDigit(first)) throw invalid(first, 'in exponent of numeric literal')
    at = skipDigits(bytes, at)
  }
  return at
}

function byteAt(bytes: Uint8Array, at: number): number {
  const char = bytes[at]
  if (char === undefined) throw new GoJsonError('unexpected EOF')
  return char
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start
  while (isDigit(bytes[at] ?? 0)) at++
  return at
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start
  while (isSpace(bytes[at] ?? 0)) at++
  return at
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(isSpace)
}

function isSpace(char: number): boolean {
  return char === 0x20 || char === 0x09 || char === 0x0d || char === 0x0a
}

function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39
}

/** Go quotes the single byte as if it were a code point of its own. */
function invalid(char: number, context: string): GoJsonError {
  const text = String.fromCharCode(char)
  const quoted = text === "'" ? "\\'" : text === '"' ? '"' : goQuote(text).slice(1, -1)
  return new GoJsonError(`invalid character '${quoted}' ${context}`)
}
