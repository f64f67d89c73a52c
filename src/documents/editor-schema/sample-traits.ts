import { draftOf, plainExtension, toPlainSchema } from '../../identity-schema/dialect.ts'
import { readExtension } from '../../identity-schema/extension.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { isJsonObject, type Json, type JsonObject, valueAt } from '../../model/json.ts'
import { followed } from './follow.ts'

/**
 * Traits of somebody who is made up, as an example for a first document: what the schema requires, what people sign in
 * with, and a name. `undefined` if they would not pass the schema, or yield no login identifier.
 */
export function sampleTraits(schema: IdentitySchema): JsonObject | undefined {
  const draft = draftOf(schema.source)
  if (draft === undefined) return undefined
  const { schema: root } = toPlainSchema(schema.source, draft)
  return [true, false]
    .map((isWhole) => sampleOf(valueAt(root, '/properties/traits'), { root, isWhole }))
    .find((traits): traits is JsonObject => isJsonObject(traits) && isUsable(traits, schema))
}

function isUsable(traits: JsonObject, schema: IdentitySchema): boolean {
  return schema.validate(traits).length === 0 && (schema.identifiers(traits) ?? []).length > 0
}

interface Sampling {
  readonly root: JsonObject
  /** With names of people, beside what must be there. */
  readonly isWhole: boolean
}

/** A schema that refers to itself ends here. */
const deepest = 6

function sampleOf(node: Json | undefined, sampling: Sampling, name = '', depth = 0): Json {
  if (!isJsonObject(node) || depth > deepest) return null
  if (typeof node['$ref'] === 'string') {
    const pointer = followed(node['$ref'], sampling.root)
    return pointer === undefined ? null : sampleOf(valueAt(sampling.root, pointer), sampling, name, depth + 1)
  }
  const given = givenIn(node)
  if (given !== undefined) return given
  switch (typeOf(node)) {
    case 'object':
      return mapOf(node, sampling, depth)
    case 'array': {
      const { minItems = 0, items } = node
      const count = Math.max(Number(minItems), yieldsIdentifier(items) ? 1 : 0)
      return Array.from({ length: Math.min(count, 9) }, () => sampleOf(items, sampling, name, depth + 1))
    }
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return Math.ceil(Number(node['minimum'] ?? Number(node['exclusiveMinimum'] ?? 0) + 1))
    case 'null':
      return null
    default:
      return textOf(node, name)
  }
}

function givenIn({ const: only, enum: values, default: fallback, examples }: JsonObject): Json | undefined {
  const listed = [values, examples].find((list) => Array.isArray(list) && list.length > 0)
  return only ?? fallback ?? (Array.isArray(listed) ? listed.find((value) => value !== null) : undefined)
}

function typeOf({ type, properties, items }: JsonObject): string {
  const first = [type].flat().find((one) => typeof one === 'string' && one !== 'null')
  if (typeof first === 'string') return first
  return properties !== undefined ? 'object' : items !== undefined ? 'array' : 'string'
}

function mapOf({ properties, required }: JsonObject, sampling: Sampling, depth: number): JsonObject {
  const names = new Set(Array.isArray(required) ? required : [])
  const members = Object.entries(isJsonObject(properties) ? properties : {})
    .filter(([name, child]) => names.has(name) || yieldsIdentifier(child) || (sampling.isWhole && isName(name)))
    .map(([name, child]) => [name, sampleOf(child, sampling, name, depth + 1)] as const)
  return Object.fromEntries(members)
}

function isName(name: string): boolean {
  return /^(?:full_?|display_?|first_?|last_?|given_?|family_?)?name$|^first$|^last$/i.test(name)
}

function extensionOf(node: Json | undefined) {
  return readExtension(isJsonObject(node) ? node[plainExtension] : undefined)
}

/** Also of a list whose items do. */
function yieldsIdentifier(node: Json | undefined): boolean {
  if (isJsonObject(node) && isJsonObject(node['items']) && yieldsIdentifier(node['items'])) return true
  const { passwordIdentifier, webauthnIdentifier, codeVia } = extensionOf(node)
  return passwordIdentifier || webauthnIdentifier || codeVia !== undefined
}

/** An example that has to be longer is none, and does not pass the schema. */
const longest = 1000

const ofFormat: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  tel: '+49 30 901820',
  date: '1990-12-10',
  time: '12:00:00Z',
  'date-time': '1990-12-10T12:00:00Z',
  uri: 'https://example.com/ada',
  iri: 'https://example.com/ada',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
}

function textOf(node: JsonObject, name: string): string {
  const { codeVia, verificationVia, recoveryVia } = extensionOf(node)
  const channels: readonly unknown[] = [codeVia, verificationVia, recoveryVia]
  const own = ofFormat[String(node['format'])]
  if (own !== undefined) return own
  if (channels.includes('email') || /mail/i.test(name)) return 'ada@example.com'
  if (channels.includes('sms') || /phone|mobile/i.test(name)) return '+49 30 901820'
  const text = /^(?:last|family)/i.test(name) ? 'Lovelace' : /^(?:first|given)/i.test(name) ? 'Ada' : wordFor(name)
  return text.padEnd(Math.min(Number(node['minLength'] ?? 0), longest), 'a')
}

function wordFor(name: string): string {
  return isName(name) ? 'Ada Lovelace' : 'ada'
}
