import { canonicalJson, isJsonObject, type Json } from '../model/json.ts'

type Check = (value: Json) => boolean

/**
 * Whether the meta-schema of draft-07 finds nothing wrong with a schema. ajv knows that as well, and what is wrong, but first compiles
 * the meta-schema, which takes as long as reading a hundred documents.
 */
export function fitsMetaSchema(schema: Json): boolean {
  if (!isJsonObject(schema)) return typeof schema === 'boolean'
  return Object.entries(schema).every(([keyword, value]) => checks.get(keyword)?.(value) ?? true)
}

const isText: Check = (value) => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isNumber: Check = (value) => typeof value === 'number'
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0
const isTypeName: Check = (value) => typeNames.has(value)
const typeNames: ReadonlySet<Json> = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'])

const isList: Check = (value) => Array.isArray(value)
const isFilled: Check = (value) => Array.isArray(value) && value.length > 0
const hasNothingTwice: Check = (value) =>
  Array.isArray(value) && new Set(value.map(canonicalJson)).size === value.length

const all =
  (...parts: readonly Check[]): Check =>
  (value) =>
    parts.every((part) => part(value))
const either =
  (one: Check, other: Check): Check =>
  (value) =>
    one(value) || other(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const mapOf =
  (check: Check): Check =>
  (value) =>
    isJsonObject(value) && Object.values(value).every(check)

const schemaList = all(isFilled, listOf(fitsMetaSchema))
const names = all(listOf(isText), hasNothingTwice)

const checks: ReadonlyMap<string, Check> = new Map([
  ...each(['$id', '$schema', '$ref', '$comment', 'title', 'description', 'pattern', 'format'], isText),
  ...each(['contentMediaType', 'contentEncoding'], isText),
  ...each(['readOnly', 'uniqueItems'], isFlag),
  ...each(['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'], isNumber),
  ...each(['multipleOf'], (value) => typeof value === 'number' && value > 0),
  ...each(['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'], isCount),
  ...each(
    ['additionalItems', 'contains', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not'],
    fitsMetaSchema,
  ),
  ...each(['allOf', 'anyOf', 'oneOf'], schemaList),
  ...each(['items'], either(fitsMetaSchema, schemaList)),
  ...each(['definitions', 'properties', 'patternProperties'], mapOf(fitsMetaSchema)),
  ...each(['dependencies'], mapOf(either(fitsMetaSchema, names))),
  ...each(['required'], names),
  ...each(['examples'], isList),
  ...each(['enum'], all(isFilled, hasNothingTwice)),
  ...each(['type'], either(isTypeName, all(isFilled, listOf(isTypeName), hasNothingTwice))),
])

function each(keywords: readonly string[], check: Check): (readonly [string, Check])[] {
  return keywords.map((keyword) => [keyword, check])
}
