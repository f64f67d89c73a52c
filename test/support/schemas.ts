import type { JsonObject } from '../../src/model/json.ts'

/** The extension of Kratos for a trait that signs in with a password. */
export const signsIn = { credentials: { password: { identifier: true } } } satisfies JsonObject

/** An address that is verified and recovers by e-mail; by default it signs in with a password. */
export function emailTrait(credentials: JsonObject = signsIn.credentials): JsonObject {
  const more: JsonObject = { verification: { via: 'email' }, recovery: { via: 'email' } }
  return { type: 'string', format: 'email', 'ory.sh/kratos': { credentials, ...more } }
}

/** One that signs in with a password or a code. */
export const codeEmail: JsonObject = emailTrait({
  password: { identifier: true },
  code: { identifier: true, via: 'email' },
})

/** A number that signs in by code. No recovery: v1.3 does not start with a schema that has it by sms. */
export const phoneTrait: JsonObject = {
  type: 'string',
  format: 'tel',
  'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } },
}

export const nameTrait: JsonObject = {
  type: 'object',
  properties: { first: { type: 'string' }, last: { type: 'string' } },
}

/** An identity schema with these traits and no others. `rest`: more of the schema of traits. */
export function traitSchema(properties: JsonObject, rest: JsonObject = { required: ['email'] }): JsonObject {
  const traits: JsonObject = { type: 'object', properties, additionalProperties: false, ...rest }
  return { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { traits } }
}
