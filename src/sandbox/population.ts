import { isJsonObject, type Json, type JsonObject, member } from './json.ts'
import { createPerson, type Person } from './person.ts'
import { createRandom, pick, type Random } from './random.ts'

export interface GeneratorOptions {
  readonly count: number
  /** The same seed makes the same people. */
  readonly seed: number
}

/**
 * Generates traits of people for an identity schema. Property names, formats and bounds decide the values; identifiers are
 * unique. Follows `$ref` within the schema, merges `allOf`, and takes the first branch of `anyOf` and `oneOf`. For a `pattern`
 * it tries only a few likely texts.
 */
export function* generatePopulation(schema: JsonObject, options: GeneratorOptions): Generator<JsonObject> {
  const random = createRandom(options.seed)
  const properties = member(schema, 'properties')
  const root = isJsonObject(properties) ? (member(properties, 'traits') ?? {}) : {}
  for (let index = 0; index < options.count; index++) {
    const maker: Maker = { schema, random, person: createPerson(index, options.seed, random), emails: new Set() }
    const traits = valueFor(root, 'traits', maker)
    yield isJsonObject(traits) ? traits : {}
  }
}

interface Maker {
  readonly schema: JsonObject
  readonly random: Random
  readonly person: Person
  /** Properties that already have an email address: a second property gets another one. */
  readonly emails: Set<string>
}

function valueFor(given: Json, name: string, maker: Maker): Json {
  const node = resolve(given, maker.schema)
  const fixed = member(node, 'const')
  if (fixed !== undefined) return fixed
  const choices = member(node, 'enum')
  if (Array.isArray(choices) && choices.length > 0) return pick(choices, maker.random)
  switch (typeOf(node)) {
    case 'object':
      return objectFor(node, maker)
    case 'array':
      return arrayFor(node, name, maker)
    case 'boolean':
      return maker.random() < 0.5
    case 'integer':
    case 'number':
      return numberFor(node, maker)
    case 'null':
      return null
    default:
      return textFor(node, name, maker)
  }
}

/** Sometimes leaves out optional properties, but never identifiers and addresses. */
function objectFor(node: JsonObject, maker: Maker): JsonObject {
  const properties = member(node, 'properties')
  const required = member(node, 'required')
  const result: JsonObject = {}
  for (const [name, property] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const isNeeded = (Array.isArray(required) && required.includes(name)) || isMarked(resolve(property, maker.schema))
    if (isNeeded || maker.random() < 0.85) result[name] = valueFor(property, name, maker)
  }
  return result
}

function isMarked(node: JsonObject): boolean {
  return member(node, 'ory.sh/kratos') !== undefined || typeOf(node) === 'object'
}

function arrayFor(node: JsonObject, name: string, maker: Maker): Json[] {
  const least = numberOf(node, 'minItems') ?? 0
  const most = Math.min(numberOf(node, 'maxItems') ?? 3, Math.max(least, 3))
  const wanted = least + Math.floor(maker.random() * (most - least + 1))
  const items = new Map<string, Json>()
  for (let tries = 0; items.size < wanted && tries < 20 * wanted; tries++) {
    const item = valueFor(member(node, 'items') ?? {}, name.replace(/s$/, ''), maker)
    items.set(JSON.stringify(item), item)
  }
  return [...items.values()]
}

function numberFor(node: JsonObject, maker: Maker): number {
  const from = numberOf(node, 'minimum') ?? (numberOf(node, 'exclusiveMinimum') ?? 0) + 1
  const to = numberOf(node, 'maximum') ?? (numberOf(node, 'exclusiveMaximum') ?? from + 100) - 1
  const step = numberOf(node, 'multipleOf') ?? 1
  return Math.ceil((from + Math.floor(maker.random() * (Math.max(to - from, 0) + 1))) / step) * step
}

function textFor(node: JsonObject, name: string, maker: Maker): string {
  const least = numberOf(node, 'minLength') ?? 0
  const most = numberOf(node, 'maxLength') ?? 1000
  const sized = (text: string, filler = 'x'): string => text.padEnd(least, filler).slice(0, most)
  const text = likelyText(node, name, maker)
  const pattern = member(node, 'pattern')
  if (typeof pattern !== 'string') return sized(text)
  const letters = text.replace(/[^a-z]/gi, '').toLowerCase()
  const candidates = [
    sized(text),
    sized(text.toLowerCase()),
    sized(text.toUpperCase()),
    sized(maker.person.username),
    String(maker.person.number).padStart(least, '0'),
    sized(letters),
    sized(letters.toUpperCase(), 'X'),
  ]
  return candidates.find((candidate) => matches(pattern, candidate)) ?? sized(text)
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    // Kratos accepts patterns that JavaScript does not.
    return false
  }
}

function likelyText(node: JsonObject, name: string, maker: Maker): string {
  const { person } = maker
  switch (member(node, 'format')) {
    case 'email':
      return emailFor(name, maker)
    case 'tel':
      return person.phone
    case 'uri':
      return `https://people.example.com/${person.username}`
    case 'date':
      return person.startedAt.slice(0, 10)
    case 'date-time':
      return person.startedAt
    default:
      if (isIdentifier(node)) return /mail/i.test(name) ? emailFor(name, maker) : person.username
      return person.textFor(name)
  }
}

function emailFor(name: string, { person, emails }: Maker): string {
  emails.add(name)
  return emails.size === 1 ? `${person.username}@example.com` : `${person.username}@${emails.size}.example.net`
}

function isIdentifier(node: JsonObject): boolean {
  return JSON.stringify(member(node, 'ory.sh/kratos') ?? null).includes('"identifier":true')
}

function typeOf(node: JsonObject): string {
  const type = member(node, 'type')
  const first = Array.isArray(type) ? type.find((name) => name !== 'null') : type
  if (typeof first === 'string') return first
  return member(node, 'properties') === undefined ? 'string' : 'object'
}

function numberOf(node: JsonObject, key: string): number | undefined {
  const value = member(node, key)
  return typeof value === 'number' ? value : undefined
}

/** The node with `$ref` followed and combinators merged. */
function resolve(node: Json, schema: JsonObject, depth = 0): JsonObject {
  if (!isJsonObject(node) || depth > 20) return {}
  const reference = member(node, '$ref')
  if (typeof reference === 'string') return resolve(at(schema, reference), schema, depth + 1)
  const all = member(node, 'allOf')
  const first = [member(node, 'anyOf'), member(node, 'oneOf')].flatMap((list) =>
    Array.isArray(list) ? list.slice(0, 1) : [],
  )
  const parts = [...(Array.isArray(all) ? all : []), ...first].map((part) => resolve(part, schema, depth + 1))
  return parts.reduce<JsonObject>((merged, part) => mergeNodes(merged, part), node)
}

function mergeNodes(left: JsonObject, right: JsonObject): JsonObject {
  const [ours, theirs] = [member(left, 'properties'), member(right, 'properties')]
  const properties = isJsonObject(ours) && isJsonObject(theirs) ? { properties: { ...ours, ...theirs } } : {}
  const required = [member(left, 'required'), member(right, 'required')].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  return { ...left, ...right, ...properties, required }
}

function at(schema: JsonObject, reference: string): Json {
  let found: Json = schema
  for (const segment of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    const name = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    found = isJsonObject(found) ? (member(found, name) ?? {}) : {}
  }
  return found
}
