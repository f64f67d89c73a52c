import type { Json, JsonObject } from '../json.ts'

/** The meta-schemas of the drafts, built from their common parts. */

export type DraftVersion = 4 | 6 | 7

export function draftUrl(version: DraftVersion): string {
  return `http://json-schema.org/draft-0${version}/schema`
}

const self: Json = { $ref: '#' }
const text: Json = { type: 'string' }
const flag: Json = { type: 'boolean' }
const number: Json = { type: 'number' }
const schemaMap: Json = { type: 'object', additionalProperties: self }
const schemaArray: Json = { $ref: '#/definitions/schemaArray' }
const stringArray: Json = { $ref: '#/definitions/stringArray' }
const length: Json = { $ref: '#/definitions/length' }
const simpleType: Json = { $ref: '#/definitions/simpleType' }
const simpleTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']

/** The meta-schema of a draft. Draft-06 allows boolean schemas; draft-07 adds conditions and content keywords. */
export function metaSchema(version: DraftVersion): JsonObject {
  const since6 = version >= 6
  return {
    $schema: `${draftUrl(version)}#`,
    definitions: {
      schemaArray: { type: 'array', minItems: 1, items: self },
      stringArray: { type: 'array', items: text, uniqueItems: true, minItems: since6 ? 0 : 1 },
      length: { type: 'integer', minimum: 0 },
      simpleType: { enum: simpleTypes },
    },
    type: since6 ? ['object', 'boolean'] : 'object',
    properties: {
      ...sharedKeywords,
      ...(since6 ? keywordsSince6 : keywordsOf4),
      ...(version === 7 && keywordsOf7),
    },
    ...(!since6 && { dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] } }),
  }
}

const sharedKeywords: JsonObject = {
  $schema: { type: 'string', format: 'uri' },
  title: text,
  description: text,
  maximum: number,
  minimum: number,
  ...Object.fromEntries(
    ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties'].map((name) => [name, length]),
  ),
  pattern: { type: 'string', format: 'regex' },
  items: { anyOf: [self, schemaArray] },
  uniqueItems: flag,
  required: stringArray,
  definitions: schemaMap,
  properties: schemaMap,
  patternProperties: { ...schemaMap, regexProperties: true },
  dependencies: { type: 'object', additionalProperties: { anyOf: [self, stringArray] } },
  enum: { type: 'array', minItems: 1, uniqueItems: true },
  type: { anyOf: [simpleType, { type: 'array', items: simpleType, minItems: 1, uniqueItems: true }] },
  format: text,
  allOf: schemaArray,
  anyOf: schemaArray,
  oneOf: schemaArray,
  not: self,
}

const keywordsOf4: JsonObject = {
  id: { type: 'string', format: 'uri-reference' },
  $ref: text,
  multipleOf: { type: 'number', minimum: 0, exclusiveMinimum: true },
  exclusiveMaximum: flag,
  exclusiveMinimum: flag,
  additionalItems: { anyOf: [flag, self] },
  additionalProperties: { anyOf: [flag, self] },
  regexProperties: flag,
}

const keywordsSince6: JsonObject = {
  $id: { type: 'string', format: 'uri-reference' },
  $ref: { type: 'string', format: 'uri-reference' },
  multipleOf: { type: 'number', exclusiveMinimum: 0 },
  exclusiveMaximum: number,
  exclusiveMinimum: number,
  additionalItems: self,
  additionalProperties: self,
  contains: self,
  propertyNames: self,
}

const keywordsOf7: JsonObject = {
  $comment: text,
  readOnly: flag,
  examples: { type: 'array' },
  contentMediaType: text,
  contentEncoding: text,
  patternProperties: { ...schemaMap, propertyNames: { format: 'regex' } },
  if: self,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: self,
  else: self,
}
