import type { JsonObject } from '../../src/model/json.ts'
import { codeEmail, emailTrait, phoneTrait, signsIn, traitSchema } from '../support/schemas.ts'

const schemaOf = (properties: JsonObject) => traitSchema(properties, {})

const name: JsonObject = { type: 'string' }

/** The schemas of the stories about addresses and attributes: `robot` yields neither identifiers nor addresses. */
export const attributeSchemas = {
  person: schemaOf({
    email: codeEmail,
    phone: phoneTrait,
    name,
  }),
  member: schemaOf({ email: emailTrait({ code: { identifier: true, via: 'email' } }), name }),
  robot: schemaOf({ name }),
  'preset://email': schemaOf({ email: emailTrait(), name }),
} satisfies Record<string, JsonObject>

/** And `caller`: the same identifiers the other way round, and a user name before them. */
export const walkSchemas = {
  ...attributeSchemas,
  caller: schemaOf({
    username: { type: 'string', 'ory.sh/kratos': signsIn },
    phone: phoneTrait,
    email: emailTrait(),
    name,
  }),
} satisfies Record<string, JsonObject>
