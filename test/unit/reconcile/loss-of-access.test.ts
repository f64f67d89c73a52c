import { describe, expect, test } from 'vitest'
import { linkDigest } from '../../../src/identity/marked-credentials.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { Change } from '../../../src/model/change.ts'
import type { LiveIdentity, Mark, MarkedCredentials } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { requiredLosses } from '../../../src/reconcile/plan/required.ts'
import { type DesiredInput, desired, live, policy } from '../../support/builders.ts'

/** What the trait `email`, and beside it `name`, are for. */
function schemaFor(id: string, email: JsonObject, name: JsonObject = {}): { id: string; schema: JsonObject } {
  const properties = {
    email: { type: 'string', 'ory.sh/kratos': email },
    name: { type: 'string', 'ory.sh/kratos': name },
  }
  return { id, schema: { type: 'object', properties: { traits: { type: 'object', properties } } } }
}

const password = { credentials: { password: { identifier: true } } }
const code = { credentials: { code: { identifier: true, via: 'email' } } }
const both = { credentials: { ...password.credentials, ...code.credentials } }
const recovery = { recovery: { via: 'email' } }
const { schemas } = compileIdentitySchemas([
  schemaFor('password', password),
  schemaFor('code', code),
  schemaFor('both', both),
  schemaFor('recovery', recovery),
  schemaFor('user', recovery, password),
  schemaFor('beside', code, password),
  schemaFor('plain', {}),
])
const schema = (id: string) => schemas.get(id) as IdentitySchema

const email = 'ada@example.com'
const hash = { digest: 'abcdefghijklmnop' }

interface Person {
  readonly schema: string
  readonly traits?: JsonObject
  /** What the person has set in them since. */
  readonly set?: JsonObject
  /** As Kratos holds them. */
  readonly credentials?: LiveIdentity['credentials']
  readonly written?: MarkedCredentials
  readonly state?: 'active' | 'inactive'
  readonly disabled?: Mark['disabled']
}

/** What becomes of a person whose document was applied as it was, and now says this. */
function changeOf(person: Person, now: Partial<DesiredInput> & { readonly schemaId?: string }): Change | undefined {
  const traits = person.traits ?? { email }
  const before = desired({ key: 'ada', traits, schema: schema(person.schema) })
  const created = decideChange({ kind: 'desired-only', desired: before }, policy({ schemas })).change
  if (created?.action !== 'create') throw new Error('a document alone is created')
  const mark: Mark = {
    ...created.mark,
    ...(person.written && { credentials: person.written }),
    ...(person.disabled && { disabled: person.disabled }),
  }
  const identity = {
    ...live({
      traits: asHeld({ ...traits, ...person.set }),
      schema: schema(person.schema),
      mark,
      state: person.state ?? 'active',
    }),
    ...(person.credentials && { credentials: person.credentials }),
  }
  const next = desired({ key: 'ada', traits, schema: schema(now.schemaId ?? person.schema), ...now })
  return decideChange({ kind: 'both', desired: next, live: identity, by: 'mark', mark }, policy({ schemas })).change
}

/** `null` in a document is nothing in live. */
function asHeld(traits: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== null))
}

const noteCodes = (change: Change | undefined) => change?.consequences.map(({ code: name }) => name) ?? []
const passwordHeld = { password: [email] }

describe('one loss of access is one removal', () => {
  test.each<[string, Person, Parameters<typeof changeOf>[1], string[]]>([
    ['inactive', { schema: 'password' }, { state: 'inactive' }, ['access-lost', 'sessions-revoked']],
    [
      'the last password identifier, and nothing else',
      { schema: 'password', written: { password: hash } },
      { traits: { email: null } },
      ['login-identifier-removed', 'no-way-in'],
    ],
    [
      'the last code identifier',
      { schema: 'code', credentials: { code: [email] } },
      { traits: { email: null } },
      ['login-identifier-removed', 'no-way-in'],
    ],
    [
      'the recovery address, where there is nothing else',
      { schema: 'recovery', credentials: {} },
      { traits: { email: null } },
      ['no-way-in'],
    ],
    [
      'the recovery address, where there may be a password',
      { schema: 'user', traits: { email, name: 'ada' }, credentials: { password: ['ada'] } },
      { traits: { email: null, name: 'ada' } },
      ['no-way-in'],
    ],
    [
      'a move to a schema without anything to sign in with',
      { schema: 'both', credentials: { password: [email], code: [email] }, written: { password: hash } },
      { schemaId: 'plain' },
      ['login-identifier-removed', 'schema-changes', 'no-way-in'],
    ],
    [
      'a move to a schema without codes, while there may be a password',
      { schema: 'both', credentials: { password: [email], code: [email] } },
      { schemaId: 'password' },
      ['login-identifier-removed', 'schema-changes', 'no-way-in'],
    ],
    [
      'a move to a schema without passwords: that sign-in ends, another one stays',
      { schema: 'both', credentials: { password: [email], code: [email] }, written: { password: hash } },
      { schemaId: 'code' },
      ['login-identifier-removed', 'schema-changes'],
    ],
    [
      'a password that idctl set, while codes stay',
      { schema: 'both', credentials: { password: [email], code: [email] }, written: { password: hash } },
      { credentials: { password: null } },
      ['credential-deleted', 'last-first-factor'],
    ],
    [
      'a link, while the password stays',
      {
        schema: 'password',
        credentials: { password: [email], oidc: ['google:1'] },
        written: { password: hash, oidc: [linkDigest('google:1')] },
      },
      { credentials: { oidc: null } },
      ['credential-deleted'],
    ],
    [
      'the last link of somebody who may have a password: Kratos may keep it',
      {
        schema: 'password',
        credentials: { password: [email], oidc: ['google:1'] },
        written: { oidc: [linkDigest('google:1')] },
      },
      { credentials: { oidc: null } },
      ['no-way-in', 'credential-deleted', 'last-first-factor'],
    ],
    [
      'everything at once',
      { schema: 'both', credentials: { password: [email], code: [email] }, written: { password: hash } },
      { traits: { email: null }, state: 'inactive', credentials: { password: null } },
      [
        'login-identifier-removed',
        'access-lost',
        'no-way-in',
        'sessions-revoked',
        'credential-deleted',
        'last-first-factor',
      ],
    ],
  ])('%s', (_, person, now, notes) => {
    const change = changeOf(person, now)
    expect(noteCodes(change)).toEqual(notes)
    expect(change?.counts.removals).toBe(1)
  })

  test('what is left is said: nothing, or only perhaps', () => {
    const textOf = (change: Change | undefined) => change?.consequences.find((one) => one.code === 'no-way-in')?.text
    expect(textOf(changeOf({ schema: 'recovery', credentials: {} }, { traits: { email: null } }))).toBe(
      'no way in is left: the person can no longer sign in',
    )
    const perhaps = changeOf(
      { schema: 'both', credentials: { password: [email], code: [email] } },
      { schemaId: 'password' },
    )
    expect(textOf(perhaps)).toBe('no way in is certain any more: perhaps password')
  })

  test('an adoption that locks somebody out counts as well', () => {
    const next = desired({ traits: { email }, external_id: 'emp-1', state: 'inactive', schema: schema('password') })
    const identity = live({ traits: { email }, external_id: 'emp-1', schema: schema('password') })
    const pair = { kind: 'both', desired: next, live: identity, by: 'external_id' } as const
    const { change } = decideChange(pair, policy({ schemas }))
    expect(change).toMatchObject({ action: 'adopt', counts: { adoptions: 1, removals: 1 } })
  })
})

describe('no loss of access', () => {
  test.each<[string, Person, Parameters<typeof changeOf>[1]]>([
    ['inactive already, by somebody else', { schema: 'password', state: 'inactive' }, { state: 'inactive' }],
    [
      'restored',
      {
        schema: 'password',
        state: 'inactive',
        disabled: { at: '2026-01-01T00:00:00.000Z', state_before: 'active' },
      },
      {},
    ],
    ['another address', { schema: 'both', credentials: passwordHeld }, { traits: { email: 'augusta@example.com' } }],
    [
      'the recovery address of somebody whose password idctl set',
      {
        schema: 'user',
        traits: { email, name: 'ada' },
        credentials: { password: ['ada'] },
        written: { password: hash },
      },
      { traits: { email: null, name: 'ada' } },
    ],
    ['nobody could sign in before', { schema: 'plain', credentials: {} }, { traits: { email: null } }],
    [
      'a hash that left the file: it stays',
      { schema: 'password', credentials: passwordHeld, written: { password: hash } },
      { traits: { email, name: 'Ada' } },
    ],
    ['a move to a schema with more ways', { schema: 'code', credentials: { code: [email] } }, { schemaId: 'both' }],
  ])('%s', (_, person, now) => {
    const change = changeOf(person, now)
    expect(change?.counts.removals).toBeUndefined()
    expect(noteCodes(change)).not.toContain('no-way-in')
  })
})

describe('another recovery address', () => {
  const person = { schema: 'user', traits: { email, name: 'ada' }, credentials: { password: ['ada'] } }

  test('counts as a changed identifier does: whoever has it can take the account', () => {
    const change = changeOf(person, { traits: { email: 'eve@example.com', name: 'ada' } })
    expect(change?.counts).toEqual({ identifier_changes: 1, updates: 1 })
    expect(noteCodes(change)).toContain('recovery-changes')
  })

  test('the same one, spelled in another way, or none, does not', () => {
    for (const next of ['ADA@example.com', null]) {
      const change = changeOf(person, { traits: { email: next, name: 'ada' } })
      expect(change?.counts.identifier_changes).toBeUndefined()
      expect(noteCodes(change)).not.toContain('recovery-changes')
    }
  })
})

describe('a sign-in that people gave themselves, where the document says that it is not to be', () => {
  const none = { email, name: null }
  const given = { set: { name: 'ada' }, credentials: { password: ['ada'] } }

  test.each<[string, Person]>([
    ['the only one there is', { schema: 'user', traits: none, ...given }],
    ['beside another', { schema: 'beside', traits: none, ...given, credentials: { password: ['ada'], code: [email] } }],
    ['with a password of ours', { schema: 'user', traits: none, written: { password: hash }, ...given }],
  ])('goes, and is no removal: %s', (_, person) => {
    const change = changeOf(person, { traits: person.traits ?? {} })
    expect(change).toMatchObject({ action: 'update', reason: 'drift', counts: { identifier_changes: 1, updates: 1 } })
    expect(change?.counts.removals).toBeUndefined()
    expect(noteCodes(change)).toContain('login-identifier-removed')
    const at = { file: 'idctl.yaml', line: 3, column: 1 }
    expect(requiredLosses(change ? [change] : [], [{ key: 'ada', at }])).toEqual([])
  })

  test.each<[string, Person]>([
    ['it was allowed until now', { schema: 'user', traits: { email }, ...given }],
    ['ours was there before', { schema: 'user', traits: { email, name: 'eve' }, ...given }],
  ])('counts where %s', (_, person) => {
    expect(changeOf(person, { traits: none })?.counts.removals).toBe(1)
  })
})
