import { literalOf, NumberText } from '../go/json-number.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'

/** A pending part of the output: literal text, or a value. */
type Pending = { readonly text: string } | { readonly value: Json }

/**
 * JSON text without white space; numbers as they were written. Not recursive: Kratos handles ten thousand levels of nesting,
 * which overflow the stack in `JSON.stringify`.
 */
export function writeJson(value: Json, options: { readonly sortsKeys?: boolean } = {}): string {
  if (options.sortsKeys !== true && isPlain(value, 0)) return JSON.stringify(value)
  const parts: string[] = []
  const pending: Pending[] = [{ value }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('text' in next) parts.push(next.text)
    else if (Array.isArray(next.value)) expand(pending, '[', ']', next.value.map(element))
    else if (isJsonObject(next.value)) expand(pending, '{', '}', members(next.value, options.sortsKeys === true))
    else parts.push(writeScalar(next.value))
  }
  return parts.join('')
}

/** So many containers in each other do not overflow the stack. */
const usualDepth = 500

/** `JSON.stringify` writes the same text, in a fifth of the time. */
function isPlain(value: Json | undefined, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === usualDepth || value instanceof NumberText) return false
  return Object.values(value).every((below: Json | undefined) => isPlain(below, depth + 1))
}

function element(value: Json): { prefix: string; value: Json } {
  return { prefix: '', value }
}

/** Leaves out `undefined` members, as `JSON.stringify` does. */
function members(object: JsonObject, sorts: boolean): { prefix: string; value: Json }[] {
  const entries = Object.entries(object as Record<string, Json | undefined>)
  if (sorts) entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [{ prefix: `${JSON.stringify(key)}:`, value }]))
}

/** Pushes a container onto the stack, with its first item on top. */
function expand(pending: Pending[], open: string, close: string, items: { prefix: string; value: Json }[]): void {
  pending.push({ text: close })
  for (let index = items.length - 1; index >= 0; index--) {
    const { prefix, value } = items[index] as { prefix: string; value: Json }
    pending.push({ value }, { text: (index === 0 ? '' : ',') + prefix })
  }
  pending.push({ text: open })
}

function writeScalar(value: Exclude<Json, Json[] | JsonObject>): string {
  return value instanceof NumberText ? literalOf(value) : JSON.stringify(value)
}
