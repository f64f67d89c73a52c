import type { RE2JS } from 're2js'
import { re2 } from '../go/re2.ts'
import { escapeSegment, isJsonObject, type Json, type JsonObject, type JsonPointer } from '../model/json.ts'
import { plainExtension } from './dialect.ts'
import { type KratosExtension, readExtension } from './extension.ts'
import { referenceOf, type Validator } from './validator.ts'

const patterns = new Map<string, RE2JS>()

function compiled(pattern: string): RE2JS {
  const known = patterns.get(pattern) ?? re2(pattern)
  patterns.set(pattern, known)
  return known
}

/** A value at a schema node that carries `ory.sh/kratos`. */
export interface MarkedValue {
  readonly at: JsonPointer
  readonly value: Json
  readonly extension: KratosExtension
  /** The keyword `format` of the same schema node. */
  readonly format: Json | undefined
}

type Visit = (marked: MarkedValue) => void

/**
 * Visits every value whose schema node carries the Ory extension, as Kratos' validator reaches them (API reference
 * §14.2): through references, arrays and combinators. Of `anyOf`, `oneOf` and `contains` it follows every schema that
 * is *tried*, whether it fits or not. It follows nothing below a value of the wrong type. Properties come in the order
 * of the schema.
 */
export function walkMarked(validator: Validator, schema: Json, instance: Json, visit: Visit): void {
  step({ validator, visit }, schema, instance, '')
}

interface Walk {
  readonly validator: Validator
  readonly visit: Visit
}

/** What a walk needs of a schema node, taken from it once: everybody's traits come along here. */
interface Node {
  readonly reference: string | undefined
  readonly types: readonly Json[] | undefined
  readonly properties: readonly Member[]
  readonly patterns: readonly (readonly [pattern: string, child: Json])[]
  readonly dependencies: readonly (readonly [name: string, child: Json])[]
  readonly hasCombinators: boolean
  readonly extension: KratosExtension | undefined
}

interface Member {
  readonly name: string
  /** As a part of a pointer: `/email`. */
  readonly segment: string
  readonly child: Json
}

const nodes = new WeakMap<JsonObject, Node>()

function nodeOf(schema: JsonObject): Node {
  const known = nodes.get(schema)
  if (known !== undefined) return known
  const type = schema['type']
  const extension = schema[plainExtension]
  const node: Node = {
    reference: referenceOf(schema),
    types: type === undefined || Array.isArray(type) ? type : [type],
    properties: Object.entries(objectAt(schema, 'properties')).map(([name, child]) => {
      return { name, segment: `/${escapeSegment(name)}`, child }
    }),
    patterns: Object.entries(objectAt(schema, 'patternProperties')),
    dependencies: Object.entries(objectAt(schema, 'dependencies')),
    hasCombinators: ['not', 'allOf', 'anyOf', 'oneOf', 'if'].some((keyword) => schema[keyword] !== undefined),
    extension: extension === undefined ? undefined : readExtension(extension),
  }
  nodes.set(schema, node)
  return node
}

function step(walk: Walk, schema: Json | undefined, value: Json, at: JsonPointer): void {
  if (!isJsonObject(schema)) return
  walk.validator.steps.take(schema, value)
  const node = nodeOf(schema)
  const { reference, types, hasCombinators, extension } = node
  if (reference !== undefined) {
    step(walk, walk.validator.resolve(reference), value, at)
    return
  }
  if (types !== undefined && !hasType(types, value)) return
  if (isJsonObject(value)) stepObject(walk, schema, node, value, at)
  if (Array.isArray(value)) stepArray(walk, schema, value, at)
  if (hasCombinators) stepCombinators(walk, schema, value, at)
  if (extension !== undefined) walk.visit({ at, value, extension, format: schema['format'] })
}

function stepObject(walk: Walk, schema: JsonObject, node: Node, value: JsonObject, at: JsonPointer): void {
  const names = Object.keys(value)
  const additional = schema['additionalProperties']
  const others = isJsonObject(additional) ? new Set(names) : undefined
  for (const { name, segment, child } of node.properties) {
    if (!Object.hasOwn(value, name)) continue
    others?.delete(name)
    step(walk, child, value[name] as Json, `${at}${segment}`)
  }
  for (const [pattern, child] of node.patterns) {
    const matcher = compiled(pattern)
    for (const name of names.filter((candidate) => matcher.test(candidate))) {
      others?.delete(name)
      step(walk, child, value[name] as Json, `${at}/${escapeSegment(name)}`)
    }
  }
  for (const name of others ?? []) step(walk, additional, value[name] as Json, `${at}/${escapeSegment(name)}`)
  for (const [name, child] of node.dependencies) {
    if (Object.hasOwn(value, name)) step(walk, child, value, at)
  }
  const ofNames = schema['propertyNames']
  if (isJsonObject(ofNames)) for (const name of names) step(walk, ofNames, name, `${at}/${escapeSegment(name)}`)
}

function stepArray(walk: Walk, schema: JsonObject, value: readonly Json[], at: JsonPointer): void {
  const items = schema['items']
  for (const [index, item] of value.entries()) {
    const itemSchema = Array.isArray(items) ? (items[index] ?? schema['additionalItems']) : items
    step(walk, itemSchema, item, `${at}/${index}`)
  }
  if (!Object.hasOwn(schema, 'contains')) return
  for (const [index, item] of value.entries()) {
    step(walk, schema['contains'], item, `${at}/${index}`)
    if (walk.validator.fits(schema, 'contains', item)) break
  }
}

function stepCombinators(walk: Walk, schema: JsonObject, value: Json, at: JsonPointer): void {
  const { validator } = walk
  step(walk, schema['not'], value, at)
  for (const branch of arrayAt(schema, 'allOf')) step(walk, branch, value, at)
  for (const [index, branch] of arrayAt(schema, 'anyOf').entries()) {
    step(walk, branch, value, at)
    if (validator.fits(schema, `anyOf/${index}`, value)) break
  }
  let matched = 0
  for (const [index, branch] of arrayAt(schema, 'oneOf').entries()) {
    step(walk, branch, value, at)
    if (validator.fits(schema, `oneOf/${index}`, value) && ++matched === 2) break
  }
  const hasOutcome = Object.hasOwn(schema, 'then') || Object.hasOwn(schema, 'else')
  if (!Object.hasOwn(schema, 'if') || !hasOutcome) return
  step(walk, schema['if'], value, at)
  step(walk, schema[validator.fits(schema, 'if', value) ? 'then' : 'else'], value, at)
}

function hasType(types: readonly Json[], value: Json): boolean {
  return types.includes(typeOf(value)) || (types.includes('integer') && Number.isInteger(value))
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function objectAt(schema: JsonObject, keyword: string): JsonObject {
  const value = schema[keyword]
  return isJsonObject(value) ? value : {}
}

function arrayAt(schema: JsonObject, keyword: string): readonly Json[] {
  const value = schema[keyword]
  return Array.isArray(value) ? value : []
}
