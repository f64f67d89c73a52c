import type { MemberText } from '../src/documents/editor-schema/member-text.ts'
import { isJsonObject, type Json, type JsonObject } from '../src/model/json.ts'
import { codeLinks, entry, pageLink } from './markdown.ts'

export type Facts = readonly (readonly [name: string, text: string | undefined])[]

/** The section of one member of a file. */
export function memberSection(
  path: string,
  text: MemberText,
  { type, more = [] }: { readonly type: string; readonly more?: Facts },
): string {
  const { meaning, takes, fallback, otherwise, order, note, secret, mistakes = {}, codes = [], guide } = text
  const wrong = Object.entries(mistakes).map(([yaml, code]) => `\`${yaml}\` is ${codeLinks([code])}`)
  return entry(path.includes('.') ? 3 : 2, {
    name: path,
    meaning,
    facts: [
      ['Value', takes ?? type],
      ['Default', fallback === undefined ? undefined : `\`${plain(fallback)}\``],
      ['If it is left out', otherwise],
      ['Order', order],
      ['Note', note],
      ['Secret', secret && 'no output shows it, nor the line that it stands in'],
      ...more,
      ['Wrong', wrong.length === 0 ? undefined : wrong.join(', ')],
      ['See also', codeLinks(codes)],
      ['More', pageLink(guide)],
    ],
    example: ['yaml', text.example],
  })
}

export function plain(value: NonNullable<MemberText['fallback']>): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  if (isJsonObject(value as Json)) {
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${part}`)
      .join(', ')} }`
  }
  return String(value)
}

/** The type of a value in words, with what an `enum` allows. */
export function typeOf(schema: JsonObject): string {
  const { type, enum: values, anyOf, items, const: only, properties } = schema
  if (only !== undefined) return code(only)
  if (Array.isArray(values)) return `one of ${values.map(code).join(', ')}`
  if (Array.isArray(anyOf)) {
    const kinds = anyOf.filter(isJsonObject).filter(({ pattern }) => pattern !== referencePattern)
    return [...new Set(kinds.map(typeOf))].join(' or ')
  }
  const names = [type].flat().map((name) => {
    if (name === 'array') return isJsonObject(items) ? `list, each a ${typeOf(items)}` : 'list'
    if (name === 'object') return 'map'
    return plainNames[String(name)] ?? String(name)
  })
  return type === undefined ? (properties === undefined ? 'any value' : 'map') : names.join(' or ')
}

const referencePattern = '\\$\\{'

const plainNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  null: '`null`',
}

function code(value: Json): string {
  return `\`${String(value)}\``
}

/** The part of a JSON Schema at a dotted path; the items of a list have the path of the list. */
export function schemaAt(schema: JsonObject, path: string): JsonObject {
  let current: Json | undefined = schema
  for (const name of path.split('.')) {
    const inner: Json | undefined = isJsonObject(current) && isJsonObject(current['items']) ? current['items'] : current
    const members: Json | undefined = isJsonObject(inner) ? inner['properties'] : undefined
    current = isJsonObject(members) ? members[name] : undefined
  }
  return isJsonObject(current) ? current : {}
}
