import type { JsonObject } from '../../src/model/json.ts'

const draft = 'http://json-schema.org/draft-07/schema#'

function schemaOf(properties: JsonObject): JsonObject {
  const traits = { type: 'object', properties, additionalProperties: false }
  return { $schema: draft, type: 'object', properties: { traits } }
}

const email = (credentials: JsonObject): JsonObject => ({
  type: 'string',
  format: 'email',
  'ory.sh/kratos': { credentials, verification: { via: 'email' }, recovery: { via: 'email' } },
})

const phone: JsonObject = {
  type: 'string',
  format: 'tel',
  'ory.sh/kratos': {
    credentials: { code: { identifier: true, via: 'sms' } },
    // No recovery: v1.3 does not start with a schema that has it by sms.
    verification: { via: 'sms' },
  },
}

const name: JsonObject = { type: 'string' }

/** The schemas of the stories about addresses and attributes: `robot` yields neither identifiers nor addresses. */
export const attributeSchemas = {
  person: schemaOf({
    email: email({ password: { identifier: true }, code: { identifier: true, via: 'email' } }),
    phone,
    name,
  }),
  member: schemaOf({ email: email({ code: { identifier: true, via: 'email' } }), name }),
  robot: schemaOf({ name }),
  'preset://email': schemaOf({ email: email({ password: { identifier: true } }), name }),
} satisfies Record<string, JsonObject>

/** And `caller`: the same identifiers the other way round, and a user name before them. */
export const walkSchemas = {
  ...attributeSchemas,
  caller: schemaOf({
    username: { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } },
    phone,
    email: email({ password: { identifier: true } }),
    name,
  }),
} satisfies Record<string, JsonObject>
