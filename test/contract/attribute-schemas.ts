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

const name: JsonObject = { type: 'string' }

/** The schemas of the stories about addresses and attributes: `robot` yields neither identifiers nor addresses. */
export const attributeSchemas = {
  person: schemaOf({
    email: email({ password: { identifier: true }, code: { identifier: true, via: 'email' } }),
    phone: {
      type: 'string',
      format: 'tel',
      'ory.sh/kratos': {
        credentials: { code: { identifier: true, via: 'sms' } },
        // No recovery: v1.3 does not start with a schema that has it by sms.
        verification: { via: 'sms' },
      },
    },
    name,
  }),
  member: schemaOf({ email: email({ code: { identifier: true, via: 'email' } }), name }),
  robot: schemaOf({ name }),
  'preset://email': schemaOf({ email: email({ password: { identifier: true } }), name }),
} satisfies Record<string, JsonObject>
