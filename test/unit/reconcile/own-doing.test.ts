import { describe, expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import { abilitiesOf } from '../../../src/live/kratos/abilities.ts'
import { waitsOf } from '../../../src/model/change-parts.ts'
import type { LiveIdentity } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { OwnershipMap } from '../../../src/model/ownership.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { type DesiredInput, desired, live, policy } from '../../support/builders.ts'
import { signsIn, traitSchema } from '../../support/schemas.ts'

const code = { credentials: { code: { identifier: true, via: 'email' } } }
const { schemas } = compileIdentitySchemas([
  {
    id: 'own',
    schema: traitSchema(
      {
        email: { type: 'string', 'ory.sh/kratos': code },
        username: { type: 'string', 'ory.sh/kratos': signsIn },
        tags: { type: 'array' },
      },
      {},
    ),
  },
])
const schema = schemas.get('own') as IdentitySchema
const email = 'ada@example.com'

interface Person {
  readonly traits: JsonObject
  readonly ownership?: OwnershipMap
  /** What she has set in her traits since. */
  readonly own?: JsonObject
  readonly account?: Partial<LiveIdentity>
}

/** What becomes of somebody whose document was applied, who then did something, and whose document says this now. */
function decide(
  { traits, ownership, own = {}, account = {} }: Person,
  now: Partial<DesiredInput>,
  more: Partial<Policy> = {},
) {
  const known = policy({ schemas, ...more })
  const document: DesiredInput = { key: 'ada', traits, schema, ...(ownership && { ownership }) }
  const created = decideChange({ kind: 'desired-only', desired: desired(document) }, known).change
  if (created?.action !== 'create') throw new TypeError('a document alone is created')
  const { mark } = created
  const there = Object.entries({ ...traits, ...own }).filter(([, value]) => value !== null)
  const identity = { ...live({ traits: Object.fromEntries(there), schema, mark }), ...account }
  const next = desired({ ...document, ...now })
  const { change, diagnostics, takesBack, rest } = decideChange(
    { kind: 'both', desired: next, live: identity, by: 'mark', mark },
    known,
  )
  return {
    blocked: change?.blocked,
    waits: change && waitsOf(change),
    paths: change?.fields.map(({ path }) => path),
    codes: diagnostics.map((one) => one.code),
    takesBack,
    rest,
    counts: change?.counts,
  }
}

const large = 'x'.repeat(5 * 1024 * 1024)

const held = { credentials: { code: [email], password: ['ada'] } }

describe('what a person sets is no mistake of the files', () => {
  const nameless: Person = { traits: { email, username: null }, own: { username: 'ada' } }

  test('a sign-in that an old server cannot take away again', () => {
    const old = { abilities: abilitiesOf('v1.3', 'Kratos v1.3.1') }
    const found = decide({ ...nameless, account: held }, {}, old)
    expect(found).toMatchObject({ blocked: { code: 'identifier-stays' }, codes: [] })
    expect(decide({ ...nameless, account: held }, {})).toMatchObject({ blocked: undefined, codes: [] })
  })

  test('while it is one where the files take it away', () => {
    const old = { abilities: abilitiesOf('v1.3', 'Kratos v1.3.1') }
    const named: Person = { traits: { email, username: 'ada' }, account: held }
    expect(decide(named, { traits: { email, username: null } }, old).codes).toEqual(['IDC561'])
  })

  test('nor does it count against the files where it is the only sign-in', () => {
    const alone: Person = { traits: { username: null, tags: [] }, own: { username: 'ada' } }
    const { counts, takesBack } = decide({ ...alone, account: { credentials: { password: ['ada'] } } }, {})
    expect(counts).toMatchObject({ identifier_changes: 1, updates: 1 })
    expect(takesBack).toMatchObject({ identifier_changes: 1, updates: 1 })
  })

  test('a merged list that no request could hold beside what she has in it', () => {
    const merged: Person = { traits: { email, tags: ['a'] }, ownership: { '/traits/tags': 'merge' } }
    const found = decide({ ...merged, own: { tags: [large.slice(100)] } }, {})
    expect(found).toMatchObject({ blocked: { code: 'too-large' }, codes: [] })
    expect(decide(merged, { traits: { email, tags: ['a', large] } }).codes).toEqual(['IDC417'])
  })

  test('a document that says inactive is carried out where her traits cannot be read, or her sessions end', () => {
    const told = (at: '/traits' | '/metadata_admin') =>
      decide({ traits: { email }, account: { unreadable: { code: 'too-deep', at } } }, { state: 'inactive' })
    expect(told('/traits')).toMatchObject({ blocked: undefined, counts: { removals: 1 } })
    expect(told('/metadata_admin').blocked).toMatchObject({ code: 'unreadable', still: 'revoke_sessions' })
  })

  test('on a server that cannot take a sign-in away, she loses roles and access all the same', () => {
    const old = { abilities: abilitiesOf('v1.3', 'Kratos v1.3.1') }
    const person: Person = { traits: { email, username: null, tags: ['admin'] }, own: { username: 'ada' } }
    const traits = { email, username: null, tags: [] }
    const active = decide({ ...person, account: held }, { traits }, old)
    expect(active).toMatchObject({ blocked: undefined, codes: [], waits: { code: 'identifier-stays' } })
    expect(active.paths).toEqual(['/traits/tags'])
    const inactive = decide({ ...person, account: held }, { traits, state: 'inactive' }, old)
    expect(inactive).toMatchObject({ blocked: undefined, codes: [], waits: { code: 'identifier-stays' } })
    expect(inactive.paths?.toSorted()).toEqual(['/state', '/traits/tags'])
  })

  test.each<[string, string, readonly string[] | undefined]>([
    ['her own address waits, and she gets what else the document says', email, ['/traits/tags']],
    ['one that the document changes does not: it may be somebody else’s document by now', 'ben@example.com', undefined],
  ])('where somebody has the address, %s', (_, wanted, paths) => {
    const { rest } = decide(
      { traits: { email, tags: [] }, own: { email: 'own@example.com' } },
      { traits: { email: wanted, tags: ['admin'] } },
    )
    expect(rest?.({ code: 'collision', reason: '' })?.change?.fields.map(({ path }) => path)).toEqual(paths)
  })

  test('nor is an external_id that the document begins to say', () => {
    const now = { traits: { email, tags: ['admin'] }, external_id: 'emp-2' }
    const { rest } = decide({ traits: { email, tags: [] }, account: { external_id: 'emp-1' } }, now)
    expect(rest?.({ code: 'collision', reason: '' })).toBeUndefined()
  })

  test('where nothing but the state is written, the mark keeps the key that it had', () => {
    const now = { key: 'new', traits: { email: 'new@example.com' }, state: 'inactive' as const }
    const { rest } = decide({ traits: { email } }, now)
    const open = rest?.({ code: 'collision', reason: '' })
    expect(open).toMatchObject({ change: { key: 'new', mark: { key: 'ada' }, fields: [{ path: '/state' }] } })
    expect(open?.takesKey).toBeUndefined()
  })

  test('a number that no write with credentials survives keeps nobody active, and the password waits', () => {
    const secret = { from: 'ada.yaml#/x', fingerprint: 'A'.repeat(16) }
    const now: Partial<DesiredInput> = { credentials: { password: { hashed_password: secret } } }
    const account = { inexact: true } as const
    expect(decide({ traits: { email }, account }, now).blocked?.code).toBe('numbers')
    const roles = decide({ traits: { email, tags: ['admin'] }, account }, { ...now, traits: { email, tags: [] } })
    expect(roles).toMatchObject({ blocked: undefined, waits: { code: 'numbers', fields: [] }, paths: ['/traits/tags'] })
    const inactive = decide({ traits: { email }, account }, { ...now, state: 'inactive' })
    expect(inactive).toMatchObject({ blocked: undefined, waits: { code: 'numbers', fields: [] }, paths: ['/state'] })
    expect(inactive.counts).toEqual({ removals: 1, updates: 1 })
  })
})
