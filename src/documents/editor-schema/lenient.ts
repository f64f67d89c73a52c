import { isJsonObject, type Json, type JsonObject, valueAt } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { followed } from './follow.ts'
import { formatPattern } from './format-patterns.ts'
import { portablePattern } from './portable-pattern.ts'
import { reference, restrictsTexts } from './reference.ts'
import { describeTrait } from './trait-texts.ts'

/**
 * Where a value stands. `open`: a document may leave members out, which others own or `_defaults.yaml` gives, and `null`
 * says that there is none. `whole`: inside a list, which is compared whole.
 */
type Place = 'open' | 'whole'

export interface LenientSchema {
  readonly traits: JsonObject
  /** What the `$ref`s of `traits` lead to. */
  readonly definitions: JsonObject
}

/**
 * The schema of traits as an editor may check one document against it: it refuses nothing that `idctl validate` takes.
 * What a document alone does not show, or what editors check in another way, is left out: members that must be there,
 * conditions, formats, patterns of Go.
 *
 * @param root An identity schema rewritten as draft-07.
 * @param prefix For the names of the definitions.
 */
export function lenientTraits(root: JsonObject, prefix: string): LenientSchema {
  const definitions: JsonObject = {}
  const names = new Map<string, string>()

  function convert(node: Json | undefined, place: Place): JsonObject {
    if (node === false) return place === 'open' ? { type: 'null' } : { not: {} }
    if (!isJsonObject(node)) return {}
    if (typeof node['$ref'] === 'string') return referTo(node['$ref'], place)
    const own = withValues(node, place)
    const combined = [
      ...branchesOf(node['allOf'], place),
      ...unionOf(node['anyOf'], place),
      ...unionOf(node['oneOf'], place),
    ]
    const texts = { ...kept(node, annotations), ...present({ description: describeTrait(node) }) }
    if (combined.length === 0) return { ...texts, ...own }
    return { ...texts, allOf: [own, ...combined] }
  }

  function referTo(target: string, place: Place): JsonObject {
    const pointer = followed(target, root)
    if (pointer === undefined) return {}
    const key = `${place} ${pointer}`
    const known = names.get(key)
    if (known !== undefined) return { $ref: known }
    const name = `${prefix}-${names.size + 1}`
    const link = `#/definitions/${name}`
    names.set(key, link)
    definitions[name] = convert(valueAt(root, pointer), place)
    return { $ref: link }
  }

  function branchesOf(branches: Json | undefined, place: Place): JsonObject[] {
    return Array.isArray(branches) ? branches.map((branch) => convert(branch, place)) : []
  }

  function unionOf(branches: Json | undefined, place: Place): JsonObject[] {
    const anyOf = branchesOf(branches, place)
    return anyOf.length === 0 ? [] : [{ anyOf }]
  }

  /** The keywords about the value itself, with the alternatives that a document has. */
  function withValues(node: JsonObject, place: Place): JsonObject {
    const values = valuesOf(node)
    const core = { ...values, ...listOf(node), ...mapOf(node, place) }
    const refusesNull = place === 'open' && (values['type'] !== undefined || values['enum'] !== undefined)
    const others = [...(restrictsTexts(values) ? [reference] : []), ...(refusesNull ? [noValue] : [])]
    const isOnlyOfType = others.length === 1 && refusesNull && values['enum'] === undefined
    if (isOnlyOfType) return { ...core, type: [...new Set([values['type'] as Json, 'null'].flat())] }
    return others.length === 0 ? core : { anyOf: [core, ...others] }
  }

  function listOf(node: JsonObject): JsonObject {
    const { items, additionalItems } = node
    const each = Array.isArray(items)
      ? { items: items.map((item) => convert(item, 'whole')), additionalItems: orAbsent(additionalItems, 'whole') }
      : { items: orAbsent(items, 'whole') }
    return { ...kept(node, listKeywords), ...present(each) }
  }

  function mapOf(node: JsonObject, place: Place): JsonObject {
    const { properties, patternProperties, additionalProperties } = node
    const byPattern = Object.entries(isJsonObject(patternProperties) ? patternProperties : {}).map(
      ([pattern, child]) => [portablePattern(pattern), convert(child, place)] as const,
    )
    const isKnown = byPattern.every(([pattern]) => pattern !== undefined)
    const others = {
      patternProperties: byPattern.length > 0 && isKnown ? Object.fromEntries(byPattern) : undefined,
      additionalProperties: isKnown ? othersOf(additionalProperties, place) : undefined,
    }
    const required = place === 'whole' ? kept(node, mapKeywords) : {}
    return { ...required, ...present({ properties: eachOf(properties, place), ...others }) }
  }

  function eachOf(properties: Json | undefined, place: Place): JsonObject | undefined {
    if (!isJsonObject(properties)) return undefined
    return Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, convert(child, place)]))
  }

  /** A trait that the schema no longer has may still be taken away with `null`. */
  function othersOf(schema: Json | undefined, place: Place): Json | undefined {
    if (schema !== false) return orAbsent(schema, place)
    return place === 'open' ? { type: 'null', errorMessage: 'the identity schema has no such trait' } : false
  }

  function orAbsent(schema: Json | undefined, place: Place): JsonObject | undefined {
    return schema === undefined ? undefined : convert(schema, place)
  }

  const traits = convert(valueAt(root, '/properties/traits'), 'open')
  return { traits, definitions }
}

const noValue: JsonObject = { type: 'null' }

const annotations = new Set(['title', 'default', 'examples'])
const listKeywords = new Set(['minItems', 'maxItems', 'uniqueItems'])
const mapKeywords = new Set(['required', 'minProperties', 'maxProperties'])
const numberKeywords = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'])
const textKeywords = new Set(['minLength', 'maxLength'])

function kept(node: JsonObject, keywords: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(node).filter(([keyword]) => keywords.has(keyword)))
}

function valuesOf(node: JsonObject): JsonObject {
  const { type, format, pattern } = node
  const own = typeof pattern === 'string' ? portablePattern(pattern) : undefined
  const ofFormat = typeof format === 'string' ? formatPattern(format) : undefined
  const message = own === undefined ? ofFormat?.message : undefined
  return {
    ...kept(node, numberKeywords),
    ...kept(node, textKeywords),
    ...present({ type, enum: choiceOf(node), pattern: own ?? ofFormat?.pattern, patternErrorMessage: message }),
  }
}

/** Objects and lists of a choice are left out with it: parts of them may come from elsewhere. */
function choiceOf({ enum: values, const: only }: JsonObject): Json[] | undefined {
  const choice = only === undefined ? values : [only]
  if (!Array.isArray(choice) || choice.length === 0) return undefined
  const isPlain = choice.every((value) => value === null || typeof value !== 'object')
  return isPlain ? [...new Set(choice)] : undefined
}
