import { isJsonObject, type Json, type JsonObject, type JsonPointer } from '../model/json.ts'
import { namesKeyword, type PlainSchema, plainExtension } from './dialect.ts'

/** Levels of nesting that a schema may have. */
const deepest = 200

/** How often the nodes of a schema may look at one and the same value. */
const mostLooks = 10_000

/** Places of a schema at which a value is looked at. */
const mostPlaces = 20_000

/** Keywords of each of which the validator keeps something of its own. */
const keptKeywords = [
  '$ref',
  'anyOf',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'enum',
  'format',
  'multipleOf',
  'oneOf',
  'pattern',
  'uniqueItems',
  namesKeyword,
  plainExtension,
]

/** What it keeps is gathered in time that grows with the square of it. */
const mostKept = 3000

/** What is too much in a schema for it to be looked at, if anything: many times what anybody writes. */
export function excess({ pointers }: PlainSchema): string | undefined {
  if (pointers.size > mostPlaces) return `it has more than ${mostPlaces} places, more than can be looked at`
  let kept = 0
  for (const node of pointers.keys()) {
    const patterns = node['patternProperties']
    kept += keptKeywords.filter((keyword) => Object.hasOwn(node, keyword)).length
    kept += isJsonObject(patterns) ? Object.keys(patterns).length : 0
  }
  return kept > mostKept
    ? `it has more than ${mostKept} formats, patterns, lists of words, references and the like, more than can be looked at`
    : undefined
}

/** Whether a schema is nested deeper than anything that reads it may go down. */
export function isTooDeep(schema: Json, levels = deepest): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if (levels === 0) return true
  return (Array.isArray(schema) ? schema : Object.values(schema)).some((item) => isTooDeep(item, levels - 1))
}

const listKeywords = ['allOf', 'anyOf', 'oneOf'] as const
const singleKeywords = ['not', 'if', 'then', 'else'] as const

interface Endlessness {
  readonly error: string
  /** Of the node, as `pointers` has it. */
  readonly at: string
}

/**
 * What makes a schema endless, or as good as that: a node that comes back to itself without going down in the value (Kratos
 * itself dies of it), or references that multiply until one value is looked at many thousand times. `undefined`: neither.
 * References by `$id` are not followed here: what they multiply is counted when a value is checked.
 */
export function endlessness({ schema, pointers }: PlainSchema): Endlessness | undefined {
  const nodes = new Map([...pointers].map(([node, pointer]) => [pointer, node] as const))
  const looks = new Map<JsonObject, number>()
  const open = new Set<JsonObject>()
  let problem: Endlessness | undefined
  const found = (node: JsonObject, what: string): Endlessness => {
    const at = pointers.get(node) ?? ''
    return { error: `#${at} ${what}`, at }
  }

  /** How many nodes look at a value that this one looks at. */
  function looksOf(node: JsonObject): number {
    const known = looks.get(node)
    if (known !== undefined) return known
    if (open.has(node)) {
      problem ??= found(node, 'refers to itself without end')
      return 1
    }
    open.add(node)
    let count = 1
    for (const next of sameValue(node, nodes, schema)) count += looksOf(next)
    open.delete(node)
    looks.set(node, count)
    if (count > mostLooks) problem ??= found(node, `looks at one value more than ${mostLooks} times`)
    return count
  }

  for (const node of pointers.keys()) {
    looksOf(node)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The nodes that look at the same value, and not at something in it. */
function sameValue(node: JsonObject, nodes: ReadonlyMap<JsonPointer, JsonObject>, root: JsonObject): JsonObject[] {
  const reference = node['$ref']
  if (typeof reference === 'string') return [nodeAt(reference, nodes, root)].filter((found) => found !== undefined)
  const single = singleKeywords.map((keyword) => node[keyword])
  const listed = listKeywords.flatMap((keyword) => node[keyword] ?? [])
  const dependencies = isJsonObject(node['dependencies']) ? Object.values(node['dependencies']) : []
  return [...single, ...listed, ...dependencies].filter(isJsonObject)
}

function nodeAt(
  reference: string,
  nodes: ReadonlyMap<JsonPointer, JsonObject>,
  root: JsonObject,
): JsonObject | undefined {
  const id = typeof root['$id'] === 'string' ? root['$id'].replace(/#$/, '') : ''
  const fragment = reference.startsWith('#')
    ? reference
    : reference.startsWith(`${id}#`)
      ? reference.slice(id.length)
      : ''
  if (fragment === '') return reference === id ? root : undefined
  const segments = fragment.slice(1).split('/').map(encoded)
  return nodes.get(segments.join('/'))
}

/** A segment as pointers of a plain schema have it, however it was written. */
function encoded(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment))
  } catch {
    return segment
  }
}
