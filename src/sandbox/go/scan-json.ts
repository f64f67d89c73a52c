import { numberOf } from '../../go/json-number.ts'
import { goQuote } from '../../go/print.ts'
import type { Json } from '../json.ts'
import { GoJsonError } from './json-error.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The first JSON value of a body. Like Go's `json.Decoder`, ignores anything after it.
 * Throws `GoJsonError` with Go's text: `EOF`, `unexpected EOF`, `invalid character 'x' …`.
 */
export function parseFirstValue(bytes: Uint8Array): Json {
  return scanValue(bytes).value
}

/**
 * The only JSON value of a text, like Go's `json.Unmarshal`. Throws `GoJsonError` with Go's text: `unexpected end of JSON
 * input`, `invalid character 'x' …`.
 */
export function parseWhole(text: string): Json {
  const bytes = new TextEncoder().encode(text)
  const { value, end } = scanOnlyValue(bytes)
  const rest = bytes[skipSpace(bytes, end)]
  if (rest !== undefined) throw invalid(rest, 'after top-level value')
  return value
}

function scanOnlyValue(bytes: Uint8Array): Scanned {
  try {
    return scanValue(bytes)
  } catch (error) {
    const isCut = error instanceof GoJsonError && error.message.endsWith('EOF')
    if (!isCut) throw error
    throw problemOfCut(bytes)
  }
}

/** The error of a truncated text. Like Go, scans once more with a space appended, which reveals an error in a word or number. */
function problemOfCut(bytes: Uint8Array): GoJsonError {
  try {
    scanValue(Buffer.concat([bytes, Buffer.from(' ')]))
  } catch (error) {
    if (error instanceof GoJsonError && !error.message.endsWith('EOF')) return error
  }
  return new GoJsonError('unexpected end of JSON input')
}

type Expect = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end'

const maxNesting = 10_000

interface Scanned {
  readonly value: Json
  /** Index after the value. */
  readonly end: number
}

/** An unclosed container. For duplicate names the last value wins, at the position of the first. */
type Open =
  | { readonly kind: 'array'; readonly items: Json[] }
  | { readonly kind: 'object'; readonly members: [string, Json][]; key: string }

/** The first value, or the error of Go's scanner. Uses an explicit stack, because containers may be nested deeply. */
function scanValue(bytes: Uint8Array): Scanned {
  const open: Open[] = []
  let expect: Expect = 'value'
  let at = 0
  for (;;) {
    at = skipSpace(bytes, at)
    const char = bytes[at]
    if (char === undefined) throw new GoJsonError(at === 0 || isBlank(bytes) ? 'EOF' : 'unexpected EOF')
    const inside = open.at(-1)
    const closes =
      (char === 0x7d && (expect === 'key-or-end' || (expect === 'comma-or-end' && inside?.kind === 'object'))) ||
      (char === 0x5d && (expect === 'value-or-end' || (expect === 'comma-or-end' && inside?.kind === 'array')))
    let value: Json
    if (closes) {
      at++
      value = closed(open.pop() as Open)
    } else if (expect === 'comma-or-end') {
      if (char !== 0x2c) {
        throw invalid(char, inside?.kind === 'object' ? 'after object key:value pair' : 'after array element')
      }
      at++
      expect = inside?.kind === 'object' ? 'key' : 'value'
      continue
    } else if (expect === 'colon') {
      if (char !== 0x3a) throw invalid(char, 'after object key')
      at++
      expect = 'value'
      continue
    } else if (expect === 'key' || expect === 'key-or-end') {
      if (char !== 0x22) throw invalid(char, 'looking for beginning of object key string')
      const end = endOfString(bytes, at)
      ;(inside as Open & { kind: 'object' }).key = textIn(bytes, at, end)
      at = end
      expect = 'colon'
      continue
    } else if (char === 0x7b || char === 0x5b) {
      if (open.length === maxNesting) throw invalid(char, 'exceeded max depth')
      at++
      open.push(char === 0x7b ? { kind: 'object', members: [], key: '' } : { kind: 'array', items: [] })
      expect = char === 0x7b ? 'key-or-end' : 'value-or-end'
      continue
    } else {
      const end = endOfLiteral(bytes, at, char)
      value = literalIn(bytes, at, end, char)
      at = end
    }
    const parent = open.at(-1)
    if (parent === undefined) return { value, end: at }
    if (parent.kind === 'array') parent.items.push(value)
    else parent.members.push([parent.key, value])
    expect = 'comma-or-end'
  }
}

/** `Object.fromEntries` also sets `__proto__` as an ordinary member. */
function closed(container: Open): Json {
  return container.kind === 'array' ? container.items : Object.fromEntries(container.members)
}

function literalIn(bytes: Uint8Array, start: number, end: number, char: number): Json {
  if (char === 0x22) return textIn(bytes, start, end)
  if (char === 0x74 || char === 0x66) return char === 0x74
  return char === 0x6e ? null : numberOf(utf8.decode(bytes.subarray(start, end)))
}

/** The string between two quotes; needs `JSON.parse` only if there are escapes. */
function textIn(bytes: Uint8Array, start: number, end: number): string {
  const text = utf8.decode(bytes.subarray(start + 1, end - 1))
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
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

/** The error about one byte, which Go quotes as if it were a code point. */
function invalid(char: number, context: string): GoJsonError {
  const text = String.fromCharCode(char)
  const quoted = text === "'" ? "\\'" : text === '"' ? '"' : goQuote(text).slice(1, -1)
  return new GoJsonError(`invalid character '${quoted}' ${context}`)
}
