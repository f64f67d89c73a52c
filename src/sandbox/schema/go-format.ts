import { isJsonObject, type Json } from '../json.ts'
import { wellFormed } from './go-text.ts'

/**
 * Kratos builds texts with Go's `fmt`; clients see the result in reasons and even in stored identifiers.
 * A `json.Number` prints its literal; JavaScript only knows the value, so `1.50` prints as `1.5`.
 */

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

/** Go's `strconv.Quote`: printable Unicode stays, the rest becomes an escape. */
export function goQuote(text: string): string {
  const body = wellFormed(text).replace(/[^ !#-[\]-~]/gu, (char) =>
    /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char) && escapes[char] === undefined ? char : escapeRune(char),
  )
  return `"${body}"`
}

function escapeRune(char: string): string {
  const short = escapes[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Go's `%s`: what becomes of a trait that is marked as identifier or address. */
export function formatS(value: Json): string {
  return formatVerb(value, 's', 0)
}

/** Go's `%q`: how format problems show the value. */
export function formatQ(value: Json): string {
  return formatVerb(value, 'q', 0)
}

/** Go's `%#v` of a primitive: how `const` and `enum` show what they allow. Numbers are strings to it. */
export function formatSharpV(value: Json): string {
  if (value === null) return '<nil>'
  return typeof value === 'boolean' ? String(value) : goQuote(String(value))
}

function formatVerb(value: Json, verb: 's' | 'q', depth: number): string {
  if (value === null) return depth === 0 ? `%!${verb}(<nil>)` : '<nil>'
  if (typeof value === 'boolean') return `%!${verb}(bool=${value})`
  if (Array.isArray(value)) return `[${value.map((item) => formatVerb(item, verb, depth + 1)).join(' ')}]`
  if (isJsonObject(value)) {
    const show = (item: Json) => formatVerb(item, verb, depth + 1)
    const members = Object.keys(value).sort()
    return `map[${members.map((key) => `${show(key)}:${show(value[key] as Json)}`).join(' ')}]`
  }
  const text = String(value)
  return verb === 'q' ? goQuote(text) : wellFormed(text)
}
