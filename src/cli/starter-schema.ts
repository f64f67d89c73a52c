import type { JsonObject } from '../model/json.ts'

/** The schema that `idctl sandbox` serves when there are none yet: people sign in with their email address. */
export const starterSchema: { readonly id: string; readonly schema: JsonObject } = {
  id: 'person',
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Person',
    type: 'object',
    properties: {
      traits: {
        type: 'object',
        properties: {
          email: {
            type: 'string',
            format: 'email',
            'ory.sh/kratos': {
              credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
              verification: { via: 'email' },
              recovery: { via: 'email' },
            },
          },
          name: { type: 'object', properties: { first: { type: 'string' }, last: { type: 'string' } } },
        },
        required: ['email'],
        additionalProperties: false,
      },
    },
  },
}
