import { emailTrait, phoneTrait, signsIn, traitSchema } from '../support/schemas.ts'

/** Three kinds of login identifiers, and a second address that is verified but does not sign in. */
export const memberSchema = traitSchema({
  email: emailTrait(),
  login: { type: 'string', pattern: '^[a-z0-9-]+$', maxLength: 60, 'ory.sh/kratos': signsIn },
  phone: phoneTrait,
  backup: { type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' } } },
})
