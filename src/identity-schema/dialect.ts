import { isJsonObject, type Json, type JsonObject, type JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'
import { extensionKeyword } from './extension.ts'

/** A schema rewritten so that a draft-07 validator reads it as Kratos does. */
export interface PlainSchema {
  readonly schema: JsonObject
  /** Nodes of `schema` → their pointers, percent-encoded as in the fragment of a `$ref`. */
  readonly pointers: ReadonlyMap<JsonObject, JsonPointer>
  /** Pointer, encoded alike, to a value that is not a schema where one is required. */
  readonly fault?: JsonPointer
}

/** Added to every node of a plain schema that is not a reference: the validator counts a step at each. */
export const stepKeyword = 'idctl-step'

/** Name of the keyword `ory.sh/kratos` in a `PlainSchema`: ajv takes no dots and slashes. */
export const plainExtension = 'ory-kratos'

/**
 * Holds the `dependencies` that are lists of names: the code that ajv generates for them grows with the square of their
 * length.
 */
export const namesKeyword = 'idctl-names'

const drafts: ReadonlyMap<Json, number> = new Map<Json, number>([
  ['http://json-schema.org/draft-04/schema#', 4],
  ['http://json-schema.org/draft-06/schema#', 6],
  ['http://json-schema.org/draft-07/schema#', 7],
  ['http://json-schema.org/schema#', 7],
])

/** The draft that introduced a keyword; older drafts ignore it. */
const since: Readonly<Record<string, number>> = {
  const: 6,
  contains: 6,
  propertyNames: 6,
  if: 7,
  contentEncoding: 7,
  contentMediaType: 7,
}

/** Keywords that are left out: ajv gives them a meaning that Kratos does not know. */
const foreign = new Set(['nullable', '$async', '$anchor', '$schema', 'id', plainExtension, stepKeyword, namesKeyword])

/** Keywords whose values are data, never schemas. */
const data = new Set(['const', 'enum', 'default', 'examples', 'required', 'type'])

/** Keywords that map names to schemas. */
const maps = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependencies'])

/** Draft of a schema, by the rules of Kratos (API reference §14.1); `undefined` = one that it does not know. */
export function draftOf(schema: JsonObject): number | undefined {
  return Object.hasOwn(schema, '$schema') ? drafts.get(schema['$schema'] as Json) : 7
}

/** Rewrites a schema of a known draft; `source` is not changed. */
export function toPlainSchema(source: JsonObject, draft: number): PlainSchema {
  const pointers = new Map<JsonObject, JsonPointer>()
  const faults: JsonPointer[] = []

  function rewrite(node: Json, at: JsonPointer): Json {
    if (Array.isArray(node)) return node.map((item, index) => rewrite(item, `${at}/${index}`))
    if (!isJsonObject(node)) return node
    const plain: JsonObject = {}
    pointers.set(plain, at)
    if (draft === 4 && typeof node['id'] === 'string') plain['$id'] = node['id']
    for (const [keyword, value] of Object.entries(node)) {
      if (foreign.has(keyword) || (since[keyword] ?? 0) > draft) continue
      if (keyword === 'type' && typeof node['$ref'] === 'string') continue
      if (keyword === extensionKeyword) plain[plainExtension] = value
      else plain[keyword] = rewriteKeyword(keyword, value, `${at}/${fragmentSegment(keyword)}`)
    }
    moveNames(plain)
    exclusiveLimits(plain)
    if (typeof plain['$ref'] !== 'string') plain[stepKeyword] = true
    return plain
  }

  function rewriteKeyword(keyword: string, value: Json, at: JsonPointer): Json {
    if (data.has(keyword)) return value
    if (!maps.has(keyword) || !isJsonObject(value)) return rewrite(value, at)
    const entries = Object.entries(value).map(([name, child]) => {
      const childAt = `${at}/${fragmentSegment(name)}`
      if (!isSchema(child) && !(keyword === 'dependencies' && isListOfNames(child))) faults.push(childAt)
      return [name, rewrite(child, childAt)]
    })
    return Object.fromEntries(entries) as JsonObject
  }

  const schema = rewrite(source, '') as JsonObject
  const [fault] = faults
  return { schema, pointers, ...present({ fault }) }
}

function isSchema(value: Json): boolean {
  return typeof value === 'boolean' || isJsonObject(value)
}

function isListOfNames(value: Json): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') && new Set(value).size === value.length
}

function moveNames(plain: JsonObject): void {
  const { dependencies } = plain
  if (!isJsonObject(dependencies)) return
  const entries = Object.entries(dependencies)
  plain[namesKeyword] = Object.fromEntries(entries.filter(([, child]) => Array.isArray(child)))
  plain['dependencies'] = Object.fromEntries(entries.filter(([, child]) => !Array.isArray(child)))
}

/** Draft-04 has `exclusiveMinimum: true` beside `minimum`; later drafts have a number of its own. */
function exclusiveLimits(plain: JsonObject): void {
  for (const [exclusive, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof plain[exclusive] !== 'boolean') continue
    const isExclusive = plain[exclusive]
    delete plain[exclusive]
    const value = plain[limit]
    if (!isExclusive || value === undefined) continue
    plain[exclusive] = value
    delete plain[limit]
  }
}

/** A pointer segment, encoded for the fragment of a `$ref`. */
function fragmentSegment(segment: string): string {
  const wellFormed = segment.replaceAll(/\p{Surrogate}/gu, '\u{fffd}')
  return encodeURIComponent(wellFormed.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** The JSON pointer for a percent-encoded one of `pointers`. */
export function pointerOf(fragment: string): JsonPointer {
  return fragment.split('/').map(decodeURIComponent).join('/')
}
