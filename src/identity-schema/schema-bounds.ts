import { isJsonObject, type Json, type JsonObject, type JsonPointer } from '../model/json.ts'
import { namesKeyword, type PlainSchema, plainExtension } from './dialect.ts'

/** Levels of nesting that a schema may have. */
const deepest = 200

/** How many nodes of a schema may check one and the same value. */
const mostLooks = 10_000

/** How many nodes a schema may have. */
const mostPlaces = 20_000

/** Keywords for each of which the validator stores something. */
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

/** How many of them a schema may have: the time to collect them grows with the square of their number. */
const mostKept = 3000

/** Which limit a schema exceeds, if any. The limits are many times what people write. */
export function excess({ pointers }: PlainSchema): string | undefined {
  if (pointers.size > mostPlaces) return `it has more than ${mostPlaces} places, too many to be checked`
  let kept = 0
  for (const node of pointers.keys()) {
    const patterns = node['patternProperties']
    kept += keptKeywords.filter((keyword) => Object.hasOwn(node, keyword)).length
    kept += isJsonObject(patterns) ? Object.keys(patterns).length : 0
  }
  return kept > mostKept
    ? `it has more than ${mostKept} formats, patterns, lists of words, references and similar keywords, too many to be checked`
    : undefined
}

/** Whether a schema is nested too deep for the recursive functions that read it. */
export function isTooDeep(schema: Json, levels = deepest): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if (levels === 0) return true
  return (Array.isArray(schema) ? schema : Object.values(schema)).some((item) => isTooDeep(item, levels - 1))
}

const listKeywords = ['allOf', 'anyOf', 'oneOf'] as const
const singleKeywords = ['not', 'if', 'then', 'else'] as const

interface Endlessness {
  readonly error: string
  /** Pointer of the node, encoded as in `pointers`. */
  readonly at: string
}

/**
 * Finds a node that leads back to itself for the same value (Kratos itself crashes on it), or references that multiply
 * until many thousand nodes check one value. `undefined`: neither. References by `$id` are not followed here: their
 * steps are counted when a value is checked.
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

  /** How many nodes check the value that this node checks. */
  function looksOf(node: JsonObject): number {
    const known = looks.get(node)
    if (known !== undefined) return known
    if (open.has(node)) {
      problem ??= found(node, 'refers to itself endlessly')
      return 1
    }
    open.add(node)
    let count = 1
    for (const next of sameValue(node, nodes, schema)) count += looksOf(next)
    open.delete(node)
    looks.set(node, count)
    if (count > mostLooks) problem ??= found(node, `checks one value more than ${mostLooks} times`)
    return count
  }

  for (const node of pointers.keys()) {
    looksOf(node)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The nodes that check the same value as this node, not a part of it. */
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

/** A segment, encoded as in the pointers of a plain schema. */
function encoded(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment))
  } catch {
    return segment
  }
}
