import { describe, expect, test } from 'vitest'
import { digestOf } from '../../../src/model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { decideKeyCommand } from '../../../src/reconcile/decide/decide-key-command.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, type LiveInput, live, policy, testWorkspace } from '../../support/builders.ts'

const day = '2027-01-31'
const at = { file: 'identities/_defaults.yaml', line: 2, column: 3 }

function contractor(more: Partial<DesiredIdentity> = {}): DesiredIdentity {
  return { ...desired({ key: 'bob' }), expires: { on: day, at }, ...more }
}

const mark: Mark = {
  v: 1,
  workspace: testWorkspace,
  key: 'bob',
  origin: 'identities/bob.yaml',
  made: 'created',
  fields: { '/traits/email': digestOf('ada@example.com') },
}

function decide(now: string, over: Partial<Policy> = {}, edits: LiveInput & { marked?: Partial<Mark> } = {}) {
  const { marked, ...rest } = edits
  const ours = { ...mark, ...marked }
  const identity: LiveIdentity = live({ mark: ours, ...rest })
  const pair = { kind: 'both', desired: contractor(), live: identity, by: 'mark', mark: ours } as const
  return decideChange(pair, policy({ now: new Date(now), ...over }))
}

const lastMoment = '2027-01-31T23:59:59.999Z'
const over = '2027-02-01T00:00:00.000Z'

describe('after its day', () => {
  test.each<[string, string, boolean]>([
    ['the day itself is good to its end', lastMoment, false],
    ['the next one is not', over, true],
    ['nor any after', '2031-01-01T00:00:00Z', true],
  ])('%s', (_, now, gone) => {
    expect(decide(now).change?.action).toBe(gone ? 'delete' : 'update')
  })

  test('the identity goes as if the document had left, and the plan says why and where', () => {
    expect(decide(over)).toMatchObject({
      change: {
        action: 'delete',
        key: 'bob',
        origin: { file: 'identities/bob.yaml' },
        reason: 'expired',
        consequences: [{ code: 'expired', text: `expired on ${day}` }, { code: 'deleted-for-good' }],
        counts: { removals: 1 },
      },
      diagnostics: [],
    })
  })

  const grace = { created: 'delete', adopted: 'release', graceMs: 30 * 86_400_000 } as const
  const disabledOn = (time: string) => ({ disabled: { at: time, state_before: 'active' as const } })

  test.each<[string, Partial<Policy>, Parameters<typeof decide>[2], object | undefined]>([
    ['adopted: released', {}, { marked: { made: 'adopted' } }, { action: 'release', reason: 'expired' }],
    [
      'disable: a tombstone, sessions end',
      { removal: { created: 'disable', adopted: 'release' } },
      {},
      { action: 'disable', revoke_sessions: true, mark: { disabled: { at: over } }, counts: { removals: 1 } },
    ],
    ['grace: disabled first', { removal: grace }, {}, { action: 'disable', reason: 'expired' }],
    [
      'within its grace: nothing',
      { removal: grace },
      { state: 'inactive', marked: disabledOn('2027-01-20T00:00:00Z') },
      undefined,
    ],
    [
      'its grace is over',
      { removal: grace },
      { state: 'inactive', marked: disabledOn('2026-12-20T00:00:00Z') },
      { action: 'delete', reason: 'grace-over', consequences: [{ code: 'expired' }, { code: 'deleted-for-good' }] },
    ],
    [
      'activated again: never',
      { removal: grace },
      { marked: disabledOn('2026-12-20T00:00:00Z') },
      {
        action: 'none',
        blocked: { code: 'reactivated', hint: expect.stringMatching(/^give the document a later date/) },
      },
    ],
    [
      'protected: stays',
      {},
      { marked: { protect: true } },
      { blocked: { code: 'protected', orphan: true, reason: `its document expired on ${day}, but it is protected` } },
    ],
    [
      'keep: stays',
      { removal: { created: 'keep', adopted: 'keep' } },
      {},
      { action: 'none', blocked: { code: 'kept', orphan: true } },
    ],
    ['a part of the folder removes nothing', { partialFolder: true }, {}, undefined],
  ])('%s', (_, more, edits, expected) => {
    const { change } = decide(over, more, edits)
    if (expected === undefined) expect(change).toBeUndefined()
    else expect(change).toMatchObject(expected)
  })

  test.each([true, false])('protected by the document since: stays, whatever the mark says yet (%s)', (marked) => {
    const ours: Mark = { ...mark, ...(marked && { protect: true }) }
    const pair = {
      kind: 'both',
      desired: contractor({ protect: true }),
      live: live({ mark: ours }),
      mark: ours,
    } as const
    const { change } = decideChange({ ...pair, by: 'mark' }, policy({ now: new Date(over) }))
    expect(change).toMatchObject({ blocked: { code: 'protected', orphan: true } })
  })

  test('a later date restores a disabled identity', () => {
    const disabled = { state: 'inactive', marked: disabledOn('2027-01-20T00:00:00Z') } as const
    expect(decide('2027-01-25T00:00:00Z', { removal: grace }, disabled).change).toMatchObject({
      action: 'update',
      reason: 'restored',
      fields: expect.arrayContaining([expect.objectContaining({ path: '/state', after: 'active' })]),
    })
  })

  test('an identity that is not ours is left alone', () => {
    const pair = { kind: 'both', desired: contractor(), live: live(), by: 'external_id' } as const
    expect(decideChange(pair, policy({ now: new Date(over), adopt: 'any' }))).toEqual({
      diagnostics: [expect.objectContaining({ severity: 'warning', code: 'IDC588', at })],
    })
  })

  test('nobody is created', () => {
    expect(decideChange({ kind: 'desired-only', desired: contractor() }, policy({ now: new Date(over) }))).toEqual({
      diagnostics: [
        expect.objectContaining({
          severity: 'warning',
          code: 'IDC588',
          summary: `"bob" expired on ${day}: it has no identity, and none is created`,
        }),
      ],
    })
  })

  test.each(['adopt', 'invite'] as const)('%s refuses, by name', (command) => {
    const identity = live({ mark })
    const pair = { kind: 'both', desired: contractor(), live: identity, by: 'mark', mark } as const
    const { change, diagnostics } = decideKeyCommand(
      pair,
      policy({ now: new Date(over) }),
      { command, keys: ['bob'] },
      'key',
    )
    expect(change).toBeUndefined()
    expect(diagnostics).toMatchObject([{ code: 'IDC541', summary: `"bob": its document expired on ${day}` }])
    const before = decideKeyCommand(pair, policy({ now: new Date(lastMoment) }), { command, keys: ['bob'] }, 'key')
    expect(before.diagnostics).toEqual([])
  })

  test('release lets go all the same', () => {
    const pair = { kind: 'both', desired: contractor(), live: live({ mark }), by: 'mark', mark } as const
    const command = { command: 'release', keys: ['bob'] } as const
    expect(decideKeyCommand(pair, policy({ now: new Date(over) }), command, 'key').change).toMatchObject({
      action: 'release',
      consequences: [{ code: 'whose-account' }],
    })
    expect(decideKeyCommand(pair, policy({ now: new Date(lastMoment) }), command, 'key').change).toMatchObject({
      consequences: [{ code: 'whose-account' }, { text: expect.stringContaining('its document is still there') }],
    })
  })
})

describe('before its day', () => {
  const noticesAt = (now: string, more: Partial<Policy> = {}, document: Partial<DesiredIdentity> = {}) =>
    decideChange(
      { kind: 'desired-only', desired: contractor(document) },
      policy({ now: new Date(now), ...more }),
    ).diagnostics.filter(({ code }) => code === 'IDC587')

  test.each<[string, string]>([
    [lastMoment, 'expires today, on 2027-01-31: it will be deleted after that day'],
    ['2027-01-31T00:00:00Z', 'expires today,'],
    ['2027-01-30T23:00:00Z', 'expires tomorrow,'],
    ['2027-01-25T09:00:00Z', 'expires in 6 days, on 2027-01-31'],
    ['2027-01-18T00:00:00Z', 'expires in 13 days,'],
  ])('at %s it is announced, at the line of the date', (now, words) => {
    expect(noticesAt(now)).toMatchObject([{ severity: 'warning', at, summary: expect.stringContaining(words) }])
  })

  test('not before the notice begins', () => {
    expect(noticesAt('2027-01-17T23:59:59Z')).toEqual([])
    expect(noticesAt('2027-01-25T09:00:00Z', { expiryNoticeMs: 6 * 86_400_000 })).toEqual([])
    expect(noticesAt('2026-01-01T00:00:00Z', { expiryNoticeMs: 400 * 86_400_000 })).toHaveLength(1)
  })

  test.each<[string, Partial<Policy>, Partial<DesiredIdentity>, string]>([
    [
      'grace',
      { removal: { created: 'delete', adopted: 'release', graceMs: 1 } },
      {},
      'disabled after that day, and deleted when its grace is over',
    ],
    ['disable', { removal: { created: 'disable', adopted: 'release' } }, {}, 'it will be disabled after that day'],
    ['release', { removal: { created: 'release', adopted: 'release' } }, {}, 'the person can still sign in'],
    ['keep', { removal: { created: 'keep', adopted: 'keep' } }, {}, 'it will stay, because idctl.yaml says `keep`'],
    ['protected', {}, { protect: true }, 'it will stay, because it is protected'],
  ])('what will happen is said: %s', (_, more, document, words) => {
    expect(noticesAt(lastMoment, more, document)[0]?.summary).toContain(words)
  })

  test('of an adopted one what happens to adopted ones', () => {
    const { change, diagnostics } = decide(lastMoment, {}, { marked: { made: 'adopted' } })
    expect(change?.action).toBe('update')
    expect(diagnostics).toMatchObject([{ code: 'IDC587', summary: expect.stringContaining('it will be released') }])
  })
})
