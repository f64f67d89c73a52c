import type { JsonObject } from '../../../src/model/json.ts'
import { codeEmail, phoneTrait } from '../schemas.ts'

const draft7 = 'http://json-schema.org/draft-07/schema#'
const identifier = { credentials: { password: { identifier: true } } }

function schema(traits: JsonObject, draft = draft7): JsonObject {
  return { $schema: draft, type: 'object', properties: { traits } }
}

/** Identity schemas that reach everything that the server does with traits. The first one is the default. */
export const schemas: Readonly<Record<string, JsonObject>> = {
  person: schema({
    type: 'object',
    properties: {
      email: codeEmail,
      username: { type: 'string', 'ory.sh/kratos': identifier },
      phone: phoneTrait,
      name: {
        type: 'object',
        properties: { first: { type: 'string' }, last: { type: 'string', minLength: 1, maxLength: 8 } },
        additionalProperties: false,
      },
      roles: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, uniqueItems: true, maxItems: 3 },
      age: { type: 'integer', minimum: 0, maximum: 150 },
    },
    additionalProperties: false,
  }),
  /** Nothing has a type here: whatever there is becomes an identifier, or is kept. */
  open: schema({
    type: 'object',
    properties: {
      id: { 'ory.sh/kratos': { credentials: { password: { identifier: true }, webauthn: { identifier: true } } } },
      mail: { type: ['string', 'null'], 'ory.sh/kratos': { verification: { via: 'email' } } },
      backup: { 'ory.sh/kratos': { recovery: { via: 'email' } } },
      score: { type: 'number', multipleOf: 0.1, exclusiveMaximum: 1000 },
      rank: { enum: [1, 2.5, 'three', null, 1e21] },
      set: { type: 'array', uniqueItems: true },
    },
  }),
  /** Nobody signs in with this. */
  plain: schema(
    {
      type: 'object',
      properties: { label: { type: 'string', minLength: 2 }, one: { oneOf: [{ type: 'integer' }, { minimum: 10 }] } },
      required: ['label'],
      patternProperties: { '^x-': { type: 'boolean' } },
      additionalProperties: { type: 'string' },
      dependencies: { one: ['label', 'other'] },
    },
    'http://json-schema.org/draft-06/schema#',
  ),
  branches: schema({
    type: 'object',
    properties: {
      contact: {
        anyOf: [
          { type: 'string', format: 'email', 'ory.sh/kratos': identifier },
          {
            type: 'object',
            properties: { login: { type: 'string', 'ory.sh/kratos': identifier } },
            required: ['login'],
          },
        ],
      },
      logins: { type: 'array', items: { type: 'string', 'ory.sh/kratos': identifier } },
      since: { type: 'string', format: 'date' },
      until: { type: 'string', format: 'date-time' },
      site: { type: 'string', format: 'uri' },
    },
    if: { properties: { since: { const: '2024-01-01' } }, required: ['since'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['until'] },
    else: { not: { required: ['until'] } },
  }),
}
