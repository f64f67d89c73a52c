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

function step(walk: Walk, schema: Json | undefined, value: Json, at: JsonPointer): void {
  if (!isJsonObject(schema)) return
  walk.validator.steps.take(schema, value)
  const reference = referenceOf(schema)
  if (reference !== undefined) {
    step(walk, walk.validator.resolve(reference), value, at)
    return
  }
  if (!hasType(schema['type'], value)) return
  if (isJsonObject(value)) stepObject(walk, schema, value, at)
  if (Array.isArray(value)) stepArray(walk, schema, value, at)
  stepCombinators(walk, schema, value, at)
  const extension = schema[plainExtension]
  if (extension !== undefined) {
    walk.visit({ at, value, extension: readExtension(extension), format: schema['format'] })
  }
}

function stepObject(walk: Walk, schema: JsonObject, value: JsonObject, at: JsonPointer): void {
  const properties = objectAt(schema, 'properties')
  const additional = new Set(Object.keys(value))
  for (const [name, child] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name)) continue
    additional.delete(name)
    step(walk, child, value[name] as Json, `${at}/${escapeSegment(name)}`)
  }
  for (const [pattern, child] of Object.entries(objectAt(schema, 'patternProperties'))) {
    const matcher = compiled(pattern)
    for (const name of Object.keys(value).filter((candidate) => matcher.test(candidate))) {
      additional.delete(name)
      step(walk, child, value[name] as Json, `${at}/${escapeSegment(name)}`)
    }
  }
  for (const name of additional) {
    step(walk, schema['additionalProperties'], value[name] as Json, `${at}/${escapeSegment(name)}`)
  }
  for (const [name, child] of Object.entries(objectAt(schema, 'dependencies'))) {
    if (Object.hasOwn(value, name)) step(walk, child, value, at)
  }
  for (const name of Object.keys(value)) step(walk, schema['propertyNames'], name, `${at}/${escapeSegment(name)}`)
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

function hasType(type: Json | undefined, value: Json): boolean {
  if (type === undefined) return true
  const types = Array.isArray(type) ? type : [type]
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
