import { isJsonNumber, type JsonNumber, literalOf } from './json-number.ts'
import { wellFormed } from './text.ts'

/** A value as Go's `encoding/json` decodes it. */
export type GoValue = null | boolean | JsonNumber | string | readonly GoValue[] | GoMap
export type GoMap = { readonly [key: string]: GoValue }

/**
 * Kratos builds texts with Go's `fmt`; clients see the result in reasons and even in stored identifiers.
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

/** Go's `%s`: how Kratos turns a trait that is an identifier or address into text. */
export function formatS(value: GoValue): string {
  if (typeof value === 'string') return wellFormed(value)
  return value === null ? '%!s(<nil>)' : formatVerb(value, 's')
}

/** Go's `%q`: how format problems show the value. */
export function formatQ(value: GoValue): string {
  return value === null ? '%!q(<nil>)' : formatVerb(value, 'q')
}

/** Go's `%#v` of a primitive: how `const` and `enum` show what they allow. Numbers are strings to it. */
export function formatSharpV(value: GoValue): string {
  if (value === null) return '<nil>'
  return typeof value === 'boolean' ? String(value) : goQuote(textOf(value))
}

type Pending = { readonly text: string } | { readonly value: GoValue }

/** Works without recursion, so that deep nesting cannot overflow the stack. */
function formatVerb(whole: GoValue, verb: 's' | 'q'): string {
  const parts: string[] = []
  const pending: Pending[] = [{ value: whole }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('text' in next) {
      parts.push(next.text)
      continue
    }
    const { value } = next
    if (value === null) parts.push('<nil>')
    else if (typeof value === 'boolean') parts.push(`%!${verb}(bool=${value})`)
    else if (typeof value === 'string' || isJsonNumber(value)) {
      parts.push(verb === 'q' ? goQuote(textOf(value)) : wellFormed(textOf(value)))
    } else if (isList(value)) {
      const items = value.flatMap((item, index) => [{ text: index === 0 ? '[' : ' ' }, { value: item }])
      pushReversed(pending, value.length === 0 ? '[]' : ']', items)
    } else {
      const keys = Object.keys(value).sort()
      const items = keys.flatMap((key, index) => [
        { text: index === 0 ? 'map[' : ' ' },
        { value: key },
        { text: ':' },
        { value: value[key] as GoValue },
      ])
      pushReversed(pending, keys.length === 0 ? 'map[]' : ']', items)
    }
  }
  return parts.join('')
}

/** `Array.isArray` does not narrow to read-only arrays. */
function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value)
}

/** Pushes in reverse order: the first item is popped first, `end` last. */
function pushReversed(pending: Pending[], end: string, items: readonly Pending[]): void {
  pending.push({ text: end })
  for (let index = items.length - 1; index >= 0; index--) pending.push(items[index] as Pending)
}

/** A `json.Number` prints its literal. */
function textOf(value: GoValue): string {
  return isJsonNumber(value) ? literalOf(value) : String(value)
}
