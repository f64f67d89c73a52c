import { isJsonObject, type Json } from '../../model/json.ts'
import { type Quotes, renderScalar } from './yaml-scalar.ts'

/** In characters: longer lists and maps get one line per entry. */
const longest = 80

/** A value on one line. */
export function renderInline(value: Json, flow: boolean, quotes: Quotes = 'plain'): string {
  if (Array.isArray(value)) return `[${value.map((item) => renderInline(item, true)).join(', ')}]`
  if (!isJsonObject(value)) return renderScalar(value, { flow, quotes })
  const members = Object.entries(value).map(([key, member]) => `${renderKey(key)}: ${renderInline(member, true)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

export function renderKey(key: string): string {
  return renderScalar(key, { flow: true })
}

/** Whether a list or map is too long for one line. */
export function isLong(value: Json): boolean {
  return typeof value === 'object' && renderInline(value, false).length > longest
}

/** A non-empty list or map as lines of a block, each indented by `indent`. */
export function renderBlock(value: Json, indent: number, step: number): string[] {
  const margin = ' '.repeat(indent)
  if (Array.isArray(value)) return value.map((item) => `${margin}- ${renderInline(item, false)}`)
  if (!isJsonObject(value)) return [margin + renderInline(value, false)]
  return Object.entries(value).flatMap(([key, member]) => renderMember(key, member, indent, step))
}

/** `key: value`, on one line or as a block below the key. */
export function renderMember(key: string, value: Json, indent: number, step: number): string[] {
  const head = `${' '.repeat(indent)}${renderKey(key)}:`
  const isBlock = isLong(value) || (isJsonObject(value) && Object.keys(value).length > 0)
  return isBlock ? [head, ...renderBlock(value, indent + step, step)] : [`${head} ${renderInline(value, false)}`]
}
