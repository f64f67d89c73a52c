import type { JsonObject } from '../json.ts'
import { peopleSchema } from '../people-schema.ts'

/**
 * The identity schema of a project without one of its own, under Ory Network's id. Its trait, identifiers and channels follow
 * Ory's documentation (https://www.ory.com/docs/kratos/manage-identities/identity-schema); it is not a copy of the real schema.
 */
export const presetSchemas: Readonly<Record<string, JsonObject>> = {
  'preset://email': {
    ...peopleSchema({
      title: 'E-Mail',
      maxLength: 320,
      'ory.sh/kratos': {
        credentials: {
          password: { identifier: true },
          webauthn: { identifier: true },
          totp: { account_name: true },
          code: { identifier: true, via: 'email' },
          passkey: { display_name: true },
        },
        recovery: { via: 'email' },
        verification: { via: 'email' },
      },
    }),
    additionalProperties: false,
  },
}
