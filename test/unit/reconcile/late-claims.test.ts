import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { LiveIdentity } from '../../../src/model/identity.ts'
import { decideCreate } from '../../../src/reconcile/decide/decide-create.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { desired, live, policy } from '../../support/builders.ts'
import { signsIn, traitSchema } from '../../support/schemas.ts'

const login = { type: 'string', 'ory.sh/kratos': signsIn }
const { schemas } = compileIdentitySchemas([
  { id: 'plain', schema: traitSchema({ email: login, nick: { type: 'string' } }, {}) },
  { id: 'nicks', schema: traitSchema({ email: login, nick: login }, {}) },
])
const of = (id: string) => schemas.get(id) as IdentitySchema

const traits = { email: 'ada@example.com', nick: 'ace' }
const before = desired({ key: 'ada', traits: { email: traits.email }, schema: of('nicks') })
const { change: creation } = decideCreate(before, policy({ schemas }))
if (creation?.action !== 'create') throw new TypeError('a document alone is created')

/** Written while nothing made her nick unique. */
const ada: LiveIdentity = {
  ...live({ id: '1', traits, schema: of('nicks'), mark: creation.mark }),
  credentials: { password: [traits.email] },
}
const document = desired({
  key: 'ada',
  traits: { email: traits.email },
  metadata_public: { a: 1 },
  schema: of('nicks'),
})

function decide(...strangers: readonly LiveIdentity[]) {
  async function* pages() {
    for (const one of [ada, ...strangers]) yield [one]
  }
  return decideAll([document], pages(), policy({ schemas }), [], pages)
}

test('a write that makes a live value unique waits where somebody of no document has it', async () => {
  const stranger = live({ id: '2', traits: { email: 'eve@example.com', nick: 'ace' }, schema: of('nicks') })
  expect((await decide(stranger)).changes).toMatchObject([{ action: 'update', blocked: { code: 'collision' } }])
  const other = live({ id: '2', traits: { email: 'eve@example.com', nick: 'eve' }, schema: of('nicks') })
  const { changes } = await decide(other)
  expect(changes).toMatchObject([{ action: 'update' }])
  expect(changes[0]?.blocked).toBeUndefined()
})
