import { describe, expect, test } from 'vitest'
import type { CreateChange } from '../../../src/model/change.ts'
import type { Mark } from '../../../src/model/identity.ts'
import type { Invitation } from '../../../src/model/invitation.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { decideInvite, type InviteCommand } from '../../../src/reconcile/decide/decide-invite.ts'
import { accessOf } from '../../../src/reconcile/plan/access.ts'
import { type DesiredInput, desired, type LiveInput, live, policy } from '../../support/builders.ts'

const link: Invitation = { send: 'recovery_link', lifetime: '24h' }

function created(onCreate: Invitation | undefined, input: DesiredInput = { key: 'ada' }) {
  const document = { ...desired(input), ...(onCreate && { onCreate }) }
  const decision = decideChange({ kind: 'desired-only', desired: document }, policy())
  return { document, change: decision.change as CreateChange, diagnostics: decision.diagnostics }
}

/** What a creation left whose invitation failed. */
function owing(onCreate: Invitation | undefined, more: LiveInput = {}) {
  const { document, change } = created(onCreate)
  const mark: Mark = { ...change.mark, todo: ['invite'] }
  return { kind: 'both', by: 'mark', desired: document, live: live({ mark, ...more }), mark } as const
}

describe('on_create', () => {
  test('a creation carries it, and its mark is the one after everything', () => {
    const { change } = created(link)
    expect(change.invite).toEqual(link)
    expect(change.mark).not.toHaveProperty('todo')
    expect(created(undefined).change).not.toHaveProperty('invite')
  })

  test('is a way in by itself', () => {
    const robot = { key: 'robot', traits: { roles: ['x'] } }
    expect(created(link, robot)).toMatchObject({ change: { way_in: ['recovery'] }, diagnostics: [] })
    expect(created(undefined, robot).diagnostics).toMatchObject([{ code: 'IDC530' }])
  })

  test('is useless for one that is created inactive', () => {
    expect(created(link, { key: 'ada', state: 'inactive' }).diagnostics).toMatchObject([
      { severity: 'warning', code: 'IDC532' },
    ])
  })

  test('what is owed is a change of its own; sessions stay', () => {
    const { change } = decideChange(owing(link), policy())
    expect(change).toMatchObject({ action: 'update', reason: 'todo', fields: [], invite: link, counts: {} })
    expect(change).not.toHaveProperty('revoke_sessions')
  })

  test('what the document no longer says is owed no more', () => {
    const { change } = decideChange(owing(undefined), policy())
    expect(change).toMatchObject({ action: 'update', reason: 'todo' })
    expect(change).not.toHaveProperty('invite')
  })
})

describe('invite KEY', () => {
  const invite = (command: Partial<InviteCommand>, onCreate: Invitation | undefined) =>
    decideInvite(owing(onCreate), { command: 'invite', ...command }).change

  test.each<[Partial<InviteCommand>, Invitation | undefined, Invitation]>([
    [{}, undefined, { send: 'recovery_link' }],
    [{}, { send: 'recovery_code', lifetime: '1h' }, { send: 'recovery_code', lifetime: '1h' }],
    [{ lifetime: '2h' }, link, { send: 'recovery_link', lifetime: '2h' }],
    [{ send: 'recovery_code' }, link, { send: 'recovery_code' }],
    [{ send: 'recovery_link' }, link, link],
  ])('%j over a document with %j', (command, onCreate, expected) => {
    expect(invite(command, onCreate)).toMatchObject({ reason: 'asked', invite: { ...expected, on_request: true } })
  })

  test('other follow-ups stay in the mark', () => {
    const pair = owing(link)
    const mark: Mark = { ...pair.mark, todo: ['invite', 'revoke_sessions'] }
    const { change } = decideInvite({ ...pair, mark }, { command: 'invite' })
    expect(change).toMatchObject({ mark: { todo: ['revoke_sessions'] } })
    expect(invite({}, link)).not.toHaveProperty('mark.todo')
  })

  test('is for those with our mark, and warns of inactive ones', () => {
    const { mark: _mark, ...unmarked } = owing(link)
    const refused = (pair: Parameters<typeof decideInvite>[0]) => decideInvite(pair, { command: 'invite' }).diagnostics
    expect(refused(unmarked)).toMatchObject([{ severity: 'error', code: 'IDC541' }])
    expect(refused({ kind: 'desired-only', desired: desired() })).toMatchObject([{ severity: 'error', code: 'IDC541' }])
    expect(refused(owing(link, { state: 'inactive' }))).toMatchObject([{ severity: 'warning', code: 'IDC532' }])
  })
})

describe('ways in of an identity that is there', () => {
  const accessWith = (password: NonNullable<Mark['credentials']>['password'], credentials: LiveInput = {}) => {
    const pair = owing(undefined, credentials)
    const mark = password === undefined ? pair.mark : { ...pair.mark, credentials: { password } }
    const { way_in, not_known } = accessOf({ ...pair, mark }, { diagnostics: [] }, policy()) ?? {}
    return { way_in, not_known }
  }

  test('an entry for passwords proves nothing, what idctl has written does', () => {
    expect(accessWith(undefined)).toEqual({ way_in: ['recovery'], not_known: ['password'] })
    expect(accessWith({ version: 1 })).toEqual({ way_in: ['password', 'recovery'], not_known: [] })
    expect(accessWith({ hook: true })).toEqual({ way_in: ['migration_hook', 'recovery'], not_known: [] })
  })

  test('links and passkeys show, WebAuthn keys do not', () => {
    const base = owing(undefined)
    const held = { oidc: ['google:1'], passkey: ['handle'], webauthn: ['ada@example.com'], totp: ['x'] }
    const pair = { ...base, live: { ...base.live, recovery_addresses: [], traits: {}, credentials: held } }
    expect(accessOf(pair, { diagnostics: [] }, policy())).toMatchObject({
      way_in: ['passkey', 'oidc'],
      not_known: ['webauthn'],
    })
  })

  test('nothing at all', () => {
    const base = owing(undefined)
    const pair = { ...base, live: { ...base.live, traits: {}, credentials: {} } }
    expect(accessOf(pair, { diagnostics: [] }, policy())).toMatchObject({ way_in: ['none'], not_known: [] })
  })
})
