import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { Mark } from '../../../src/model/identity.ts'
import { type Clocks, clocksOf, clockWarnings } from '../../../src/reconcile/clocks.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { decideKeyCommand } from '../../../src/reconcile/decide/decide-key-command.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const at = { file: 'identities/bob.yaml', line: 2, column: 3 }
const time = (text: string) => Date.parse(text)
const valid = '2027-01-20T10:00:00Z'
const over = '2027-02-20T10:00:00Z'
const bob = { ...desired({ key: 'bob' }), expires: { on: '2027-01-31', at } }
const mark: Mark = {
  ...{
    v: 1,
    workspace: testWorkspace,
    key: 'bob',
    origin: 'identities/bob.yaml',
    made: 'created',
    fields: { '/traits/email': digestOf('ada@example.com') },
  },
}
const tombstone = (on: string): Mark => ({ ...mark, disabled: { at: on, state_before: 'active' } })

/** `server` absent: its answers have no `Date`. */
const clocksAt = (here: string, server?: string): Partial<Policy> => ({
  clocks: () => ({ here: time(here), ...(server !== undefined && { server: time(server) }) }),
})

const rowOf = (change: Change | undefined) =>
  change && `${change.blocked ? `x ${change.blocked.code} ` : ''}${change.action} (${change.reason})`

describe('a document that can expire', () => {
  test.each<[string, Partial<Policy>, string]>([
    ['both say it is valid', clocksAt(valid, valid), 'update (mark)'],
    ['both say it is over', clocksAt(over, over), 'delete (expired)'],
    [
      'five minutes apart, and the server says so',
      clocksAt('2027-01-31T23:56:00Z', '2027-02-01T00:01:00Z'),
      'delete (expired)',
    ],
    [
      'five minutes apart, and the server does not',
      clocksAt('2027-02-01T00:01:00Z', '2027-01-31T23:56:00Z'),
      'update (mark)',
    ],
    ['a second more', clocksAt('2027-02-01T00:01:01Z', '2027-01-31T23:56:00Z'), 'x clock delete (expired)'],
    ['this machine is ahead', clocksAt(over, valid), 'x clock delete (expired)'],
    ['it is behind', clocksAt(valid, over), 'x clock delete (expired)'],
    ['both far over, and far apart', clocksAt('2031-01-01T00:00:00Z', over), 'x clock delete (expired)'],
    ['both far before, and far apart', clocksAt('2026-01-01T00:00:00Z', valid), 'update (mark)'],
    ['the server says nothing', clocksAt(over), 'x clock delete (expired)'],
    ['the server says nothing, and it is valid here', clocksAt(valid), 'update (mark)'],
  ])('managed: %s', (_, clocks, row) => {
    const identity = live({ mark })
    const pair = { kind: 'both', desired: bob, live: identity, by: 'mark', mark } as const
    const { change } = decideChange(pair, policy(clocks))
    expect(rowOf(change)).toBe(row)
    if (change?.blocked) expect(change).toMatchObject({ consequences: [], blocked: { hint: expect.any(String) } })
  })

  test.each<[string, Partial<Policy>, string | undefined]>([
    ['both say it is valid', clocksAt(valid, valid), 'create (new)'],
    ['both say it is over', clocksAt(over, over), undefined],
    ['both far over, and far apart', clocksAt('2031-01-01T00:00:00Z', over), undefined],
    ['this machine is ahead', clocksAt(over, valid), 'x clock create (new)'],
    ['it is behind', clocksAt(valid, over), 'x clock create (new)'],
    ['the server says nothing', clocksAt(over), 'x clock create (new)'],
    ['the server says nothing, and it is valid here', clocksAt(valid), 'create (new)'],
  ])('new: %s', (_, clocks, row) => {
    expect(rowOf(decideChange({ kind: 'desired-only', desired: bob }, policy(clocks)).change)).toBe(row)
  })

  const removal = { created: 'delete', adopted: 'release', graceMs: 90 * 86_400_000 } as const

  test.each<[string, Partial<Policy>, string, string | undefined]>([
    ['a later date restores', clocksAt(valid, valid), '2027-01-10T00:00:00Z', 'update (restored)'],
    [
      'not while the server says that it is over',
      clocksAt(valid, over),
      '2027-02-01T00:00:10Z',
      'x clock update (restored)',
    ],
    ['nor while its own tombstone does', clocksAt(valid), '2027-02-01T00:00:10Z', 'x clock update (restored)'],
    [
      'a part of the folder says the same',
      { ...clocksAt(valid, over), partialFolder: true },
      over,
      'x clock update (restored)',
    ],
  ])('disabled: %s', (_, clocks, on, row) => {
    const marked = tombstone(on)
    const identity = live({ mark: marked, state: 'inactive' })
    const pair = { kind: 'both', desired: bob, live: identity, by: 'mark', mark: marked } as const
    expect(rowOf(decideChange(pair, policy({ removal, ...clocks })).change)).toBe(row)
  })

  test('unmanaged: is not adopted', () => {
    const pair = { kind: 'both', desired: bob, live: live(), by: 'external_id' } as const
    expect(rowOf(decideChange(pair, policy({ adopt: 'any', ...clocksAt(valid, over) })).change)).toBe(
      'x clock adopt (unmarked)',
    )
  })

  test.each(['adopt', 'invite'] as const)('%s refuses, and says why', (command) => {
    const pair = { kind: 'both', desired: bob, live: live({ mark }), by: 'mark', mark } as const
    const { diagnostics } = decideKeyCommand(pair, policy(clocksAt(over, valid)), { command, keys: ['bob'] }, 'key')
    expect(diagnostics).toMatchObject([
      {
        code: 'IDC541',
        summary:
          '"bob": it is uncertain whether its document expired on 2027-01-31: it is 2027-02-20T10:00:00Z here, and 2027-01-20T10:00:00Z on the server',
        hint: 'set the clock that is wrong',
      },
    ])
  })
})

describe('a grace', () => {
  const removal = { created: 'delete', adopted: 'release', graceMs: 30 * 86_400_000 } as const
  const left = '2027-01-01T00:00:00.000Z'
  const decide = (clocks: Partial<Policy>, changed?: string, marked = tombstone(left)) => {
    const identity = live({ mark: marked, state: 'inactive', ...(changed && { state_changed_at: changed }) })
    return decideChange({ kind: 'live-only', live: identity, mark: marked }, policy({ removal, ...clocks })).change
  }

  test.each<[string, Partial<Policy>, string | undefined]>([
    ['not over', clocksAt('2027-01-30T00:00:00Z', '2027-01-30T00:00:00Z'), undefined],
    ['over', clocksAt('2027-01-31T00:00:00Z', '2027-01-31T00:00:00Z'), 'delete (grace-over)'],
    ['over here only', clocksAt('2027-02-10T00:00:00Z', '2027-01-02T00:00:00Z'), 'x clock delete (grace-over)'],
    ['over there only', clocksAt('2027-01-02T00:00:00Z', '2027-02-10T00:00:00Z'), 'x clock delete (grace-over)'],
    ['the server says nothing', clocksAt('2027-02-10T00:00:00Z'), 'x clock delete (grace-over)'],
  ])('%s', (_, clocks, row) => expect(rowOf(decide(clocks))).toBe(row))

  test('says when it was over, and since when the person was inactive', () => {
    const now = clocksAt('2027-03-01T00:00:00Z', '2027-03-01T00:00:00Z')
    expect(decide(now)).toMatchObject({ due: { at: '2027-01-31T00:00:00.000Z', inactive_since: left } })
    expect(decide(now, '2027-01-10T00:00:00Z')).toMatchObject({
      due: { at: '2027-02-09T00:00:00.000Z', inactive_since: '2027-01-10T00:00:00.000Z' },
    })
  })

  test('a tombstone that cannot be read is never old', () => {
    expect(decide(clocksAt(over, over), undefined, tombstone('once'))).toBeUndefined()
    expect(decide(clocksAt(over), undefined, tombstone('once'))).toBeUndefined()
  })

  test('who is protected is blocked for that', () => {
    expect(decide(clocksAt(over, valid), undefined, { ...tombstone(left), protect: true })).toMatchObject({
      blocked: { code: 'protected', orphan: true },
    })
  })
})

test('of the time here the later counts: when the run began, or when an answer came', () => {
  const now = new Date(1000)
  expect(clocksOf(now, undefined)).toEqual({ here: 1000 })
  expect(clocksOf(now, { here: 5000 })).toEqual({ here: 5000 })
  expect(clocksOf(now, { here: 500, server: 7000 })).toEqual({ here: 1000, server: 7000 })
})

test('clocks that are far apart are told', () => {
  const apart: Clocks = { here: time(over), server: time(valid) }
  expect(clockWarnings(apart)).toMatchObject([{ severity: 'warning', code: 'IDC592' }])
  expect(clockWarnings({ here: time(over) })).toEqual([])
  expect(clockWarnings({ here: time(over), server: time(over) + 299_000 })).toEqual([])
})
