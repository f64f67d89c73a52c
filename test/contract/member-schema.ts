import type { JsonObject } from '../../src/model/json.ts'

/** Three kinds of login identifiers, and a second address that is verified but does not sign in. */
export const memberSchema: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          'ory.sh/kratos': {
            credentials: { password: { identifier: true } },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        login: {
          type: 'string',
          pattern: '^[a-z0-9-]+$',
          maxLength: 60,
          'ory.sh/kratos': { credentials: { password: { identifier: true } } },
        },
        phone: {
          type: 'string',
          format: 'tel',
          'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } },
        },
        backup: { type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' } } },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
}
