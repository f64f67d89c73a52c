import { describe, expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { decideCreate } from '../../../src/reconcile/decide/decide-create.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, live, policy } from '../../support/builders.ts'
import { emailTrait, signsIn, traitSchema } from '../../support/schemas.ts'

/** `nick` has become a login identifier since everybody was written. */
const { schemas } = compileIdentitySchemas([
  {
    id: 'person',
    schema: traitSchema({
      email: emailTrait(),
      nick: { type: 'string', 'ory.sh/kratos': signsIn },
      note: { type: 'string' },
    }),
  },
])
const schema = schemas.get('person') as IdentitySchema

const documentOf = (key: string, more: JsonObject = {}): DesiredIdentity =>
  desired({ key, traits: { email: `${key}@example.com`, ...more }, schema })

function accountOf(key: string, traits: JsonObject, identifiers: readonly string[] = []): LiveIdentity {
  const { change } = decideCreate(documentOf(key), policy({ schemas }))
  const mark = { ...(change as { mark: Mark }).mark, id: key }
  const email = `${key}@example.com`
  return live({ id: key, traits: { email, ...traits }, identifiers: [email, ...identifiers], mark, schema })
}

async function plan(documents: readonly DesiredIdentity[], lives: readonly LiveIdentity[], more: Partial<Policy> = {}) {
  async function* pages() {
    yield lives
  }
  const { changes } = await decideAll(documents, pages(), policy({ schemas, ...more }))
  return changes
    .map(({ action, key, blocked }) => `${action} ${key}${blocked ? ` ${blocked.code} ${blocked.still ?? ''}` : ''}`)
    .sort()
}

describe('a value of live traits that Kratos would make an identifier of two people', () => {
  const ann = accountOf('ann', { nick: 'nina' })
  const ben = accountOf('ben', { nick: 'nina' })

  test('goes to the one whose document says it', async () => {
    expect(await plan([documentOf('ann', { note: 'new' }), documentOf('ben', { nick: 'nina' })], [ann, ben])).toEqual([
      'update ann collision ',
      'update ben',
    ])
  })

  test('else to the first by key', async () => {
    const documents = [documentOf('ann', { note: 'new' }), documentOf('ben', { note: 'new' })]
    expect(await plan(documents, [ann, ben])).toEqual(['update ann', 'update ben collision '])
  })

  test('stays with whoever has it', async () => {
    const has = accountOf('ben', { nick: 'nina' }, ['nina'])
    const documents = [documentOf('ann', { note: 'new' }), documentOf('ben', { note: 'new' })]
    expect(await plan(documents, [ann, has])).toEqual(['update ann collision ', 'update ben'])
  })

  test('keeps a leaver from being disabled, whose sessions end all the same', async () => {
    const removal = { created: 'disable', adopted: 'release' } as const
    expect(await plan([documentOf('ben', { nick: 'nina' })], [ann, ben], { removal })).toEqual([
      'disable ann collision revoke_sessions',
      'update ben',
    ])
  })
})
