import type { PlainJsonObject } from './json.ts'
import { peopleSchema } from './people-schema.ts'

const email: PlainJsonObject = {
  'ory.sh/kratos': {
    credentials: { password: { identifier: true }, code: { identifier: true, via: 'email' } },
    verification: { via: 'email' },
    recovery: { via: 'email' },
  },
}

const name: PlainJsonObject = { type: 'object', properties: { first: { type: 'string' }, last: { type: 'string' } } }

/** What `idctl sandbox` serves where there are no schemas yet: people who sign in with their email address. */
export const starterSchema: { readonly id: string; readonly schema: PlainJsonObject } = {
  id: 'person',
  schema: { title: 'Person', ...peopleSchema(email, { name }) },
}
