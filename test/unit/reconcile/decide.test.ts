import { describe, expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { Change } from '../../../src/model/change.ts'
import { waitsOf } from '../../../src/model/change-parts.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import type { MatchRule } from '../../../src/reconcile/match/match.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { type DesiredInput, desired, type LiveInput, live, policy, testWorkspace } from '../../support/builders.ts'

const email = 'ada@example.com'

function changeFor(
  document: DesiredIdentity,
  identity: LiveIdentity,
  more: Partial<Policy> = {},
  by: MatchRule = 'mark',
) {
  const { mark } = identity
  const ours = mark.kind === 'mark' && mark.mark.workspace === testWorkspace ? { mark: mark.mark } : {}
  return decideChange({ kind: 'both', desired: document, live: identity, by, ...ours }, policy(more))
}

/** The mark that `apply` left when it wrote this document. */
function markOf(input: DesiredInput): Mark {
  const { change } = decideChange({ kind: 'desired-only', desired: desired(input) }, policy())
  if (change?.action !== 'create') throw new Error('a document alone is created')
  return change.mark
}

/** A live identity as it is after this document was applied, then edited by somebody. */
function applied(input: DesiredInput, edits: LiveInput = {}): LiveIdentity {
  return live({
    traits: input.traits ?? { email },
    metadata_admin: input.metadata_admin ?? null,
    metadata_public: input.metadata_public ?? null,
    mark: markOf(input),
    ...edits,
  })
}

describe('a document alone', () => {
  test('is created with its leaves, a whole mark and its way in', () => {
    const input = { key: 'ada', traits: { email, name: { first: 'Ada' } }, metadata_admin: { team: 'x', old: null } }
    const { change, diagnostics } = decideChange({ kind: 'desired-only', desired: desired(input) }, policy())
    expect(diagnostics).toEqual([])
    expect(change).toMatchObject({ action: 'create', key: 'ada', reason: 'new', way_in: ['recovery'] })
    expect(change?.fields.map(({ path }) => path)).toEqual([
      '/schema_id',
      '/traits/email',
      '/traits/name/first',
      '/metadata_admin/team',
    ])
    expect(change).toMatchObject({ mark: { v: 1, workspace: testWorkspace, key: 'ada', made: 'created' } })
    expect(Object.keys((change as { mark: Mark }).mark.fields)).toContain('/metadata_admin/old')
  })

  test('leaves out observed leaves, and says when there is no way in', () => {
    const input = {
      traits: { roles: ['x'], phone: '1' },
      key: 'robot',
      ownership: { '/traits/phone': 'observe' as const },
    }
    const { change, diagnostics } = decideChange({ kind: 'desired-only', desired: desired(input) }, policy())
    expect(change?.fields.map(({ path }) => path)).not.toContain('/traits/phone')
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning IDC530'])
  })
})

describe('a document and its identity', () => {
  test('nothing to do after it was applied', () => {
    const input = { traits: { email, roles: ['x'] }, metadata_admin: { team: 'a', gone: null } }
    expect(changeFor(desired(input), applied(input, { metadata_admin: { team: 'a' } }))).toEqual({ diagnostics: [] })
  })

  test('what others add stays invisible', () => {
    const input = { metadata_admin: { team: 'a' } }
    const edited = applied(input, { traits: { email, phone: '+1' }, metadata_admin: { team: 'a', crm: { id: 7 } } })
    expect(changeFor(desired(input), edited).change).toBeUndefined()
  })

  test('a live edit to what the file says now only refreshes the mark', () => {
    const before = { metadata_admin: { team: 'a' } }
    const after = { metadata_admin: { team: 'b' } }
    const { change } = changeFor(desired(after), applied(before, { metadata_admin: { team: 'b' } }))
    expect(change).toMatchObject({ action: 'update', reason: 'mark', fields: [], counts: {} })
  })

  test.each([
    ['pending', { metadata_admin: { team: 'b' } }, { metadata_admin: { team: 'a' } }],
    ['drift', { metadata_admin: { team: 'a' } }, { metadata_admin: { team: 'x' } }],
    ['both', { metadata_admin: { team: 'b' } }, { metadata_admin: { team: 'x' } }],
    ['removed', {}, { metadata_admin: { team: 'a' } }],
    ['new', { metadata_admin: { team: 'a', more: 1 } }, { metadata_admin: { team: 'a' } }],
  ] as const)('reason %s', (reason, file, edited) => {
    const { change } = changeFor(desired(file), applied({ metadata_admin: { team: 'a' } }, edited))
    expect(change).toMatchObject({ action: 'update', reason })
  })

  test('an identifier change says what it means and counts', () => {
    const { change } = changeFor(
      desired({ key: 'ada', traits: { email: 'new@example.com' } }),
      applied({ key: 'ada' }, { verified: true }),
    )
    expect(change?.consequences.map(({ code }) => code)).toEqual([
      'login-identifier-changes',
      'same-account',
      'address-unverified',
    ])
    expect(change?.counts).toEqual({ identifier_changes: 1, updates: 1 })
  })

  test('identifiers that no trait yields are no effect of an unrelated edit', () => {
    const residue = applied({ metadata_admin: { team: 'a' } }, { identifiers: [email, 'old@example.com'] })
    const { change } = changeFor(desired({ metadata_admin: { team: 'b' } }), residue)
    expect(change).toMatchObject({ consequences: [], counts: { updates: 1 } })
  })

  test('inactive revokes sessions and counts as a removal', () => {
    const { change } = changeFor(desired({ state: 'inactive' }), applied({}))
    expect(change).toMatchObject({ action: 'update', revoke_sessions: true, counts: { removals: 1, updates: 1 } })
  })

  test('removing a required trait is refused with the line to put back', () => {
    const before = { key: 'ada', traits: { email, phone: '1' } }
    const { diagnostics } = changeFor(desired({ key: 'ada', traits: { phone: '1' } }), applied(before))
    expect(diagnostics).toMatchObject([
      { severity: 'error', code: 'IDC521', hint: expect.stringContaining('/traits/email: "ada@example.com"') },
    ])
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['a value that needs another', { dependencies: { roles: ['phone'] } }, { roles: [] }],
    ['a condition', { if: { not: { required: ['roles'] } }, else: { required: ['phone'] } }, { roles: [] }],
    ['an object that is theirs', { required: ['email'] }, { name: { last: 'Own' } }],
  ])('a removal that only what people set themselves refuses waits: %s', (_, rules, own) => {
    const name = { type: 'object', properties: { first: {}, last: {} }, required: ['first'] }
    const traits = { type: 'object', properties: { email: { type: 'string' }, phone: {}, roles: {}, name }, ...rules }
    const { schemas } = compileIdentitySchemas([{ id: 'person', schema: { type: 'object', properties: { traits } } }])
    const schema = schemas.get('person') as IdentitySchema
    const before = { key: 'ada', traits: { email, phone: '1', name: { first: 'Ada' } }, schema }
    const { name: theirs, ...others } = own
    const set = { email, phone: '1', ...others, name: { first: 'Ada', ...(theirs as JsonObject) } }
    const pair = applied(before, { traits: set, schema })
    const { change, diagnostics } = changeFor(desired({ key: 'ada', traits: { email }, schema }), pair, { schemas })
    expect(diagnostics).toEqual([])
    expect((change?.blocked ?? (change && waitsOf(change)))?.code).toBe('schema')
  })

  test('live traits that no document manages but the schema refuses block the row, and no other', () => {
    const broken = applied({}, { traits: { email, roles: 'not-an-array' } })
    const { change, diagnostics } = changeFor(desired({ metadata_admin: { team: 'a' } }), broken)
    expect(diagnostics).toEqual([])
    expect(change?.blocked).toEqual({
      code: 'schema',
      reason:
        'Kratos would refuse its traits as this change leaves them: they do not fit its identity schema "person" (/traits/roles: must be an array)',
      hint: 'no document manages /traits/roles: add it to the document (null removes it), or repair it in Kratos',
    })
  })

  test('a leftover todo is a change of its own', () => {
    const identity = applied({})
    const owing = { ...markOf({}), todo: ['revoke_sessions'] } as const
    const { change } = changeFor(desired({}), live({ ...identity, mark: owing } as LiveInput))
    expect(change).toMatchObject({ action: 'update', reason: 'todo', revoke_sessions: true, fields: [] })
    expect((change as { mark: Mark }).mark.todo).toBeUndefined()
  })

  test('a tombstone comes back in the state it had, after revoking sessions', () => {
    const disabled = { at: '2026-01-01T00:00:00.000Z', state_before: 'active' } as const
    const { change } = changeFor(desired({}), live({ state: 'inactive', mark: { ...markOf({}), disabled } }))
    expect(change).toMatchObject({
      action: 'update',
      reason: 'restored',
      revoke_sessions: true,
      fields: [{ path: '/state', before: 'inactive', after: 'active' }],
    })
    expect((change as { mark: Mark }).mark.disabled).toBeUndefined()
  })

  test.each(['active', 'inactive'] as const)(
    'a state that the document names is drift only where idctl did not make it: %s before',
    (state_before) => {
      const disabled = { at: '2026-01-01T00:00:00.000Z', state_before }
      const document = { state: 'active' } as const
      const { change } = changeFor(
        desired(document),
        live({ state: 'inactive', mark: { ...markOf(document), disabled } }),
      )
      const cause = state_before === 'active' ? 'pending' : 'drift'
      expect(change?.fields).toEqual([{ path: '/state', before: 'inactive', after: 'active', cause, sensitive: false }])
    },
  )

  test('a hash that changed in the file is written once', () => {
    const hash = (fingerprint: string) => ({ password: { hashed_password: { from: 'a.yaml#/x', fingerprint } } })
    const { change } = changeFor(desired({ credentials: hash('two') }), applied({ credentials: hash('one') }))
    expect(change).toMatchObject({
      action: 'update',
      reason: 'pending',
      fields: [],
      credential_changes: [{ step: 'set', type: 'password', secret: hash('two').password }],
      mark: { credentials: { password: { digest: 'two' } } },
      counts: { updates: 1 },
    })
  })
})

describe('adoption', () => {
  const blockedBy = (change: Change | undefined) => change?.blocked?.code
  const stranger = live({ traits: { email } })

  test.each<[string, LiveIdentity, MatchRule, Partial<Policy>, string | undefined]>([
    ['by external_id', stranger, 'external_id', {}, undefined],
    ['by a verified address', live({ traits: { email }, verified: true }), 'identifier', {}, undefined],
    ['by an unverified address', stranger, 'identifier', {}, 'adoption'],
    ['by an unverified address, adopt: any', stranger, 'identifier', { adopt: 'any' }, undefined],
    ['by external_id, adopt: never', stranger, 'external_id', { adopt: 'never' }, 'adoption'],
    ['by name', stranger, 'identifier', { adoptKeys: new Set([email]) }, undefined],
    ['with metadata_admin that is no object', live({ metadata_admin: [1] }), 'external_id', {}, 'metadata'],
  ])('%s', (_name, identity, by, more, blocked) => {
    const { change } = changeFor(desired({}), identity, more, by)
    expect(change).toMatchObject({ action: 'adopt', reason: 'unmarked', counts: { adoptions: 1 } })
    expect(blockedBy(change)).toBe(blocked)
    expect(change?.consequences.map(({ code }) => code)).toContain('existing-credentials')
  })

  test.each<[string, LiveIdentity['credentials'], string | undefined]>([
    ['a password, perhaps', { password: [email] }, 'password if set (Kratos does not tell)'],
    ['what is surely there', { oidc: ['google:1'], totp: [], password: [] }, 'oidc, totp'],
    ['nothing', { password: [], code: [], oidc: [] }, undefined],
  ])('credentials that are there: %s', (_name, credentials, types) => {
    const { change } = changeFor(desired({}), { ...stranger, ...(credentials && { credentials }) }, {}, 'external_id')
    const text = change?.consequences.find(({ code }) => code === 'existing-credentials')?.text
    expect(text).toBe(types && `credentials already there are left alone: ${types}`)
  })

  test('what leaves the file is only said to have moved where it would be removed else', () => {
    const notesOf = (before: DesiredInput, edits: LiveInput, ownership: DesiredInput['ownership'] = {}) =>
      changeFor(desired({ ownership }), applied({ ...before, ownership }, edits)).change?.consequences.map(
        ({ text }) => text,
      )
    expect(notesOf({ state: 'active' }, {})).toEqual(['/state left the file: released, live stays'])
    const named = { traits: { email, phone: '1' } }
    expect(notesOf(named, {}, { '/traits/phone': 'seed' })).toEqual([
      '/traits/phone left the file: released, live stays',
    ])
    expect(notesOf(named, { traits: { email, phone: '2' } })).toEqual([
      '/traits/phone left the file, but live is no longer as idctl wrote it: released, live stays',
    ])
  })
})

describe('an identity whose document is gone', () => {
  const remove = (mark: Partial<Mark>, more: Partial<Policy> = {}, edits: LiveInput = {}) => {
    const whole = { ...markOf({}), ...mark }
    return decideChange({ kind: 'live-only', live: live({ mark: whole, ...edits }), mark: whole }, policy(more)).change
  }
  const grace = { created: 'delete', adopted: 'release', graceMs: 30 * 86_400_000 } as const
  const disabledOn = (at: string) => ({ disabled: { at, state_before: 'active' as const } })

  test.each<[string, Change | undefined, object | undefined]>([
    ['created: deleted', remove({}), { action: 'delete', counts: { removals: 1 } }],
    [
      'adopted: released, and the person keeps the account',
      remove({ made: 'adopted' }),
      {
        action: 'release',
        counts: { removals: 1 },
        consequences: [{ code: 'account-stays', text: 'the account stays, and the person can still sign in' }],
      },
    ],
    [
      'adopted and inactive: released, which lets nobody in',
      remove({ made: 'adopted' }, {}, { state: 'inactive' }),
      {
        action: 'release',
        consequences: [{ code: 'account-stays', text: 'the account stays, inactive as it is, and nobody manages it' }],
      },
    ],
    [
      'protected: blocked',
      remove({ protect: true }),
      { action: 'delete', blocked: { code: 'protected', orphan: true } },
    ],
    [
      'keep: an orphan',
      remove({}, { removal: { created: 'keep', adopted: 'keep' } }),
      { action: 'none', blocked: { code: 'kept', orphan: true } },
    ],
    ['a part of the folder: nothing', remove({}, { partialFolder: true }), undefined],
    [
      'disable: a dated tombstone',
      remove({}, { removal: { created: 'disable', adopted: 'release' } }),
      {
        action: 'disable',
        revoke_sessions: true,
        mark: disabledOn('2026-06-01T12:00:00.000Z'),
        fields: [{ path: '/state', after: 'inactive' }],
      },
    ],
    ['grace: disabled first', remove({}, { removal: grace }), { action: 'disable' }],
    [
      'grace: not over',
      remove(disabledOn('2026-05-20T00:00:00.000Z'), { removal: grace }, { state: 'inactive' }),
      undefined,
    ],
    [
      'grace: over',
      remove(disabledOn('2026-05-01T00:00:00.000Z'), { removal: grace }, { state: 'inactive' }),
      { action: 'delete', reason: 'grace-over' },
    ],
    ...(
      [
        ['the plan had waited for its apply', '2026-05-20T00:00:00.123456789+02:00', undefined],
        ['activated, and disabled again by somebody', '2026-06-01T00:00:00Z', undefined],
        ['as nobody can read it', 'yesterday', undefined],
        ['before', '2026-05-01T00:00:00.000001Z', { action: 'delete', reason: 'grace-over' }],
        ['inactive all along', '2025-01-01T00:00:00Z', { action: 'delete', reason: 'grace-over' }],
      ] as const
    ).map(([when, state_changed_at, expected]): [string, Change | undefined, object | undefined] => [
      `grace from when the state changed: ${when}`,
      remove(disabledOn('2026-05-01T00:00:00.000Z'), { removal: grace }, { state: 'inactive', state_changed_at }),
      expected,
    ]),
    [
      'activated again: never deleted',
      remove(disabledOn('2026-01-01T00:00:00.000Z'), { removal: grace }),
      { action: 'none', blocked: { code: 'reactivated' } },
    ],
    [
      'sessions still to be revoked',
      remove(
        { ...disabledOn('2026-05-20T00:00:00.000Z'), todo: ['revoke_sessions'] },
        { removal: grace },
        { state: 'inactive' },
      ),
      { action: 'disable', reason: 'todo', revoke_sessions: true, fields: [] },
    ],
  ])('%s', (_name, change, expected) => {
    if (expected === undefined) expect(change).toBeUndefined()
    else expect(change).toMatchObject(expected)
  })

  describe('what was owed when the document left stays owed', () => {
    const todo = ['delete_credential:password', 'unlink:oidc:abcdefghijklmnop'] as const
    const disabling = { removal: { created: 'disable', adopted: 'release' } } as const
    const todoOf = (change: Change | undefined) => (change as { mark: Mark }).mark.todo

    test('by a tombstone, but for the sessions that the disabling itself revokes', () => {
      expect(todoOf(remove({ todo: ['revoke_sessions', ...todo] }, disabling))).toEqual(todo)
      expect(remove({ todo: ['revoke_sessions'] }, disabling)).not.toHaveProperty('mark.todo')
    })

    test('by a tombstone whose sessions are revoked later', () => {
      const owing = { ...disabledOn('2026-05-20T00:00:00.000Z'), todo: ['revoke_sessions', ...todo] as const }
      expect(todoOf(remove(owing, { removal: grace }, { state: 'inactive' }))).toEqual(todo)
    })

    test('and it alone is no change while the person is disabled', () => {
      const owing = { ...disabledOn('2026-05-20T00:00:00.000Z'), todo }
      expect(remove(owing, { removal: grace }, { state: 'inactive' })).toBeUndefined()
    })

    test('until the document returns', () => {
      const mark = { ...markOf({}), ...disabledOn('2026-05-20T00:00:00.000Z'), todo }
      const file = desired({ credentials: { password: null } })
      const { change } = changeFor(file, live({ state: 'inactive', mark }))
      expect(change).toMatchObject({ reason: 'restored', credential_changes: [{ step: 'delete', type: 'password' }] })
      expect(todoOf(change)).toBeUndefined()
    })
  })
})
