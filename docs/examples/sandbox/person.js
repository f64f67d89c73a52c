/** An identity schema as Kratos takes it: people sign in by e-mail address. */
export const person = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          'ory.sh/kratos': { credentials: { password: { identifier: true } }, verification: { via: 'email' } },
        },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
}
