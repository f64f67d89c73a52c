import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import { guardNames } from '../../../src/model/change-codes.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { GuardLimits } from '../../../src/model/plan.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { judgeGuards } from '../../../src/reconcile/plan/guard.ts'
import { orderChanges } from '../../../src/reconcile/plan/order.ts'
import { selectChanges } from '../../../src/reconcile/plan/select.ts'
import { summarise } from '../../../src/reconcile/plan/summary.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const ada = 'ada@example.com'
const bob = 'bob@example.com'

function marked(key: string, email: string, more: Partial<Mark> = {}): LiveIdentity {
  const document = desired({ key, traits: { email } })
  const mark: Mark = {
    v: 1,
    workspace: testWorkspace,
    key,
    origin: document.origin.file,
    made: 'created',
    fields: { '/traits/email': digestOf(email) },
    ...more,
  }
  return live({ id: `id-${key}`, traits: { email }, mark })
}

async function plan(documents: readonly DesiredIdentity[], lives: readonly LiveIdentity[], over: Partial<Policy> = {}) {
  async function* pages() {
    for (const identity of lives) yield [identity]
  }
  const decided = await decideAll(documents, pages(), policy(over))
  const ordered = orderChanges(decided.changes, decided.needs, decided.asides)
  const diagnostics = [...decided.diagnostics, ...ordered.diagnostics]
  return {
    ...decided,
    changes: ordered.changes,
    codes: diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
  }
}

const steps = (changes: readonly Change[]) =>
  changes.map(({ action, key, after }) => `${action} ${key}${after ? ` after ${after.join(', ')}` : ''}`)

describe('an identity of another workspace', () => {
  const foreign = (more: Partial<Mark> = {}) => marked('ada', ada, { workspace: 'other', ...more })

  test('is one mistake, not a collision besides', async () => {
    const { codes, changes } = await plan([desired({ key: 'ada', traits: { email: ada } })], [foreign()])
    expect(codes).toEqual([])
    expect(changes).toMatchObject([{ action: 'none', key: 'ada', blocked: { code: 'foreign' } }])
  })

  test.each<[string, Partial<Mark>, boolean, RegExp]>([
    ['plain', {}, false, /^taken over from workspace "other"$/],
    ['protected there', { protect: true }, false, /"other"; it was protected there, and the protection ends/],
    ['protected there and here', { protect: true }, true, /^taken over from workspace "other"$/],
  ])('taken over, %s: the plan says so', async (_, mark, protect, text) => {
    const document = desired({ key: 'ada', traits: { email: ada }, protect })
    const { changes } = await plan([document], [foreign(mark)], { takeOver: new Set(['ada']) })
    expect(changes).toMatchObject([{ action: 'adopt' }])
    expect(changes[0]?.consequences.find(({ code }) => code === 'taken-over')?.text).toMatch(text)
  })

  test('a key to take over that no document has', async () => {
    const { codes } = await plan([], [foreign()], { takeOver: new Set(['nosuch']) })
    expect(codes).toEqual(['IDC540'])
  })
})

test('a collision that different external_ids cause says so', async () => {
  const { changes } = await plan([desired({ external_id: 'emp-1' })], [live({ external_id: 'emp-2' })])
  expect(changes).toMatchObject([
    { action: 'create', blocked: { code: 'collision', hint: expect.stringContaining('external_ids differ') } },
  ])
})

describe('identifiers that change hands', () => {
  test('an address moves from one person to another: the one who gives it up goes first', async () => {
    const { changes, codes } = await plan(
      [desired({ key: 'ada', traits: { email: bob } }), desired({ key: 'bob', traits: { email: 'new@example.com' } })],
      [marked('ada', ada), marked('bob', bob)],
    )
    expect(codes).toEqual([])
    expect(steps(changes)).toEqual(['update bob', 'update ada after bob'])
  })

  test('a deletion that frees an address comes just before the one who takes it', async () => {
    const { changes, codes } = await plan(
      [desired({ key: 'zoe', traits: { email: bob } }), desired({ key: 'new', traits: { email: 'new@example.com' } })],
      [marked('zoe', 'zoe@example.com'), marked('bob', bob), marked('old', 'old@example.com')],
    )
    expect(codes).toEqual([])
    expect(steps(changes)).toEqual(['delete bob', 'update zoe after bob', 'create new', 'delete old'])
  })

  test('a new document with the address of one that left is the same person', async () => {
    const { changes } = await plan([desired({ key: 'zoe', traits: { email: bob } })], [marked('bob', bob)])
    expect(steps(changes)).toEqual(['update zoe'])
    expect(changes[0]?.consequences.map(({ code }) => code)).toEqual(['same-account'])
  })

  test('an address that somebody keeps blocks who takes it, and nobody else', async () => {
    const { codes, changes } = await plan(
      [desired({ key: 'ada', traits: { email: bob } })],
      [marked('ada', ada), live({ id: 'stranger', traits: { email: bob } })],
    )
    expect(codes).toEqual([])
    expect(changes[0]?.blocked).toMatchObject({ code: 'collision', reason: expect.stringContaining('stranger') })
    expect(changes[0]?.blocked?.reason).not.toContain(bob)
  })

  test.each([
    ['release', 'only released'],
    ['disable', 'only disabled'],
    ['keep', 'only kept'],
  ] as const)('an address of somebody who leaves, with removal %s: says what frees it', async (mode, text) => {
    const { changes } = await plan(
      [desired({ key: 'ada', traits: { email: bob } })],
      [marked('ada', ada), marked('bob', bob)],
      { removal: { created: mode, adopted: mode } },
    )
    const blocked = changes.find(({ key }) => key === 'ada')?.blocked
    expect(blocked).toMatchObject({ code: 'collision', hint: expect.stringContaining(text) })
    expect(blocked?.hint).toMatch(/previously: \[bob\].*delete that account.*`removal`/)
  })

  test('an identifier that no trait yields any more still collides', async () => {
    const { codes, changes } = await plan(
      [desired({ key: 'ada', traits: { email: bob } })],
      [marked('ada', ada), live({ traits: { email: 'x@example.com' }, identifiers: [bob] })],
    )
    expect(codes).toEqual([])
    expect(changes[0]?.blocked?.code).toBe('collision')
  })

  test('a swap of people who are not managed yet waits: nothing would say who is aside', async () => {
    const documents = [
      desired({ key: 'ada', external_id: 'emp-1', traits: { email: bob } }),
      desired({ key: 'bob', external_id: 'emp-2', traits: { email: ada } }),
    ]
    const { codes, changes } = await plan(documents, [
      live({ external_id: 'emp-1', traits: { email: ada } }),
      live({ external_id: 'emp-2', traits: { email: bob } }),
    ])
    expect(codes).toEqual([])
    expect(changes.map(({ key, blocked }) => [key, blocked?.code])).toEqual([
      ['ada', 'collision'],
      ['bob', 'collision'],
    ])
    expect(changes[0]?.blocked).toMatchObject({
      reason: expect.stringContaining('"ada" → "bob" → "ada"'),
      hint: expect.stringContaining('none of them can move aside'),
    })
  })
})

test('in a part of the folder nobody is made who may be somebody of the rest', async () => {
  const name = { first: 'Ann', last: 'Lee' }
  const elsewhere = live({
    id: 'id-ann',
    traits: { email: ada, name },
    mark: {
      ...{ v: 1, workspace: testWorkspace, key: ada, origin: 'identities/ann.yaml', named: false, made: 'created' },
      fields: {
        '/traits/email': digestOf(ada),
        '/traits/name/first': digestOf('Ann'),
        '/traits/name/last': digestOf('Lee'),
      },
    },
  })
  const document = desired({ traits: { email: 'm@example.com', name }, file: 'identities/sub/m.yaml' })
  const { changes } = await plan([document], [elsewhere], { partialFolder: true })
  expect(changes.map(({ key, blocked }) => [key, blocked?.code])).toEqual([
    ['m@example.com', 'held'],
    [ada, 'held'],
  ])
})

test('whoever leaves does not stay by an address that they set and nobody verified', async () => {
  const mal = 'mal@example.com'
  const leaver = (verified: boolean) =>
    live({
      id: 'id-mal',
      traits: { email: bob, name: { first: 'Mal', last: 'Fox' } },
      verified,
      mark: {
        ...{ v: 1, workspace: testWorkspace, key: mal, origin: 'identities/mal.yaml', named: false, made: 'created' },
        fields: {
          '/traits/email': digestOf(mal),
          '/traits/name/first': digestOf('Mal'),
          '/traits/name/last': digestOf('Fox'),
        },
      },
    })
  const newcomer = desired({ traits: { email: bob, name: { first: 'Bob', last: 'Ray' } }, file: 'identities/bob.yaml' })
  const removal = { created: 'disable', adopted: 'disable' } as const
  const planned = async (verified: boolean) => {
    const { changes } = await plan([newcomer], [leaver(verified)], { removal })
    return changes.map(({ action, key, blocked }) => [action, key, blocked?.code])
  }
  expect(await planned(false)).toEqual([
    ['create', bob, 'collision'],
    ['disable', mal, undefined],
  ])
  // One that is verified may say who it is.
  expect(await planned(true)).toEqual([
    ['create', bob, 'collision'],
    ['none', mal, 'held'],
  ])
})

describe('order', () => {
  test('does not depend on the order of files or of live', async () => {
    const documents = ['c', 'a', 'b'].map((key) => desired({ key, traits: { email: `${key}@example.com` } }))
    const lives = ['z', 'y'].map((key) => marked(key, `${key}@example.com`))
    const forward = await plan(documents, lives)
    const backward = await plan([...documents].reverse(), [...lives].reverse())
    expect(steps(forward.changes)).toEqual(['create a', 'create b', 'create c', 'delete y', 'delete z'])
    expect(steps(backward.changes)).toEqual(steps(forward.changes))
  })
})

describe('guards', () => {
  const limits = Object.fromEntries(guardNames.map((name) => [name, { percent: 5, floor: 3 }])) as GuardLimits
  const deletions = (count: number, reason: Change['reason'] = 'document-gone'): Change[] =>
    Array.from({ length: count }, (_, index) => ({
      action: 'delete',
      key: `k${index}`,
      id: `i${index}`,
      reason,
      fields: [],
      base: '',
      consequences: [],
      counts: { removals: 1 },
    }))
  test.each<{
    count: number
    managed: number
    disabled?: number
    reason?: Change['reason']
    consent?: number
    tripped: boolean
  }>([
    { count: 3, managed: 10, tripped: false },
    { count: 4, managed: 10, tripped: true },
    { count: 4, managed: 10, consent: 3, tripped: true },
    { count: 4, managed: 10, consent: 4, tripped: false },
    { count: 5, managed: 100, tripped: false },
    { count: 6, managed: 100, tripped: true },
    { count: 3, managed: 3, tripped: true },
    { count: 3, managed: 3, consent: 2, tripped: true },
    { count: 3, managed: 3, consent: 3, tripped: false },
    { count: 1, managed: 1, tripped: true },
    { count: 0, managed: 0, tripped: false },
    { count: 3, managed: 4, disabled: 1, tripped: true },
    { count: 2, managed: 4, disabled: 1, tripped: false },
    { count: 3, managed: 4, disabled: 3, reason: 'grace-over', tripped: false },
  ])('$count of $managed removed, $disabled of them disabled, $reason, consent $consent', (of) => {
    const { count, managed, disabled = 0, reason, consent, tripped } = of
    const consents = consent === undefined ? {} : { removals: consent }
    const [removals] = judgeGuards(deletions(count, reason), managed, limits, consents, { inert: disabled })
    expect(removals).toMatchObject({ guard: 'removals', count, tripped })
  })

  test.each([
    [{ percent: 5, floor: 3, cap: 25 }, 10, 3, 'guards.removals: 5 % of 10 managed, at least 3'],
    [{ percent: 5, floor: 3, cap: 25 }, 100, 5, 'guards.removals: 5 % of 100 managed'],
    [{ percent: 5, floor: 3, cap: 25 }, 500, 25, 'guards.removals: 5 % of 500 managed'],
    [{ percent: 5, floor: 3, cap: 25 }, 100_000, 25, 'guards.removals: 5 % of 100000 managed, at most 25'],
    [{ percent: 5, floor: 30, cap: 25 }, 100_000, 30, 'guards.removals: 5 % of 100000 managed, at least 30'],
    [{ percent: 5, floor: 0 }, 100_000, 5000, 'guards.removals: 5 % of 100000 managed'],
    [{ percent: 0, floor: 4, cap: 2 }, 100_000, 4, 'guards.removals: 4'],
    [{ percent: 0, floor: 0 }, 100_000, 0, 'guards.removals: 0'],
  ])('%j of %i managed is %i', (removals, managed, limit, rule) => {
    expect(judgeGuards([], managed, { ...limits, removals }, {})[0]).toMatchObject({ limit, rule })
  })

  test('a place where everybody goes is named, unless all go anyway', () => {
    const lost = [{ place: 'identities/sales', people: 2 }]
    const verdicts = (managed: number) => judgeGuards(deletions(2), managed, limits, {}, { lost })
    expect(verdicts(9).map(({ lost_places }) => lost_places)).toEqual([lost, ...Array(guardNames.length - 1)])
    expect(verdicts(2)[0]).not.toHaveProperty('lost_places')
  })

  test('blocked changes do not count', () => {
    const blocked = deletions(5).map((change) => ({ ...change, blocked: { code: 'protected', reason: '' } as const }))
    expect(judgeGuards(blocked, 10, limits, {})[0]).toMatchObject({ count: 0, tripped: false })
  })
})

test('an expired document without an identity is nobody, and takes no address of others', async () => {
  const gone = {
    ...desired({ key: 'bob', traits: { email: bob } }),
    expires: { on: '2020-01-31', at: desired().origin },
  }
  const { changes, unchanged, codes } = await plan([gone], [live({ traits: { email: bob }, external_id: 'x' })])
  expect({ changes, unchanged, codes }).toEqual({ changes: [], unchanged: 1, codes: [] })
  expect((await plan([gone], [])).unchanged).toBe(0)
})

test('--only blocks a change whose giver is left out, and names it', async () => {
  const { changes } = await plan(
    [desired({ key: 'ada', traits: { email: bob } }), desired({ key: 'bob', traits: { email: 'new@example.com' } })],
    [marked('ada', ada), marked('bob', bob)],
  )
  const [only] = selectChanges(changes, ({ key }) => key === 'ada')
  expect(only).toMatchObject({ key: 'ada', blocked: { code: 'selection', reason: expect.stringContaining('"bob"') } })
  expect(selectChanges(changes, () => true).every(({ blocked }) => blocked === undefined)).toBe(true)
})

test('the summary counts blocked ones apart and drift across', async () => {
  const { changes, unchanged, unmanaged } = await plan(
    [desired({ key: 'new', traits: { email: ada } })],
    [
      marked('gone', 'gone@example.com'),
      marked('safe', 'safe@example.com', { protect: true }),
      live({ traits: { email: 'x@example.com' } }),
    ],
  )
  expect(summarise(changes, unchanged, unmanaged)).toEqual({
    create: 1,
    update: 0,
    adopt: 0,
    release: 0,
    disable: 0,
    delete: 1,
    blocked: 1,
    drifted: 0,
    observed: 0,
    unchanged: 0,
    unmanaged: 1,
  })
})

test('a document that makes somebody inactive disables them, and counts as such', async () => {
  const states = { traits: { email: ada }, state: 'inactive' } as const
  const { changes, unchanged, unmanaged } = await plan([desired({ key: 'ada', ...states })], [marked('ada', ada)])
  expect(changes.map(({ action }) => action)).toEqual(['update'])
  expect(summarise(changes, unchanged, unmanaged)).toMatchObject({ update: 0, disable: 1 })
  const blocked = changes.map((change) => ({ ...change, blocked: { code: 'clock', reason: 'r' } as const }))
  expect(summarise(blocked, unchanged, unmanaged)).toMatchObject({ update: 0, disable: 0, blocked: 1 })
})

test('whoever is in the plan has the name that people know, also where nothing is done', async () => {
  const byron = { email: bob, name: { first: 'Ada', last: 'Byron' } }
  const { changes } = await plan(
    [desired({ key: 'ada', traits: { email: ada, name: { first: 'Ada', last: 'Lovelace' } } })],
    [marked('gone', bob, { protect: true })].map((one) => ({ ...one, traits: byron })),
  )
  expect(changes.map(({ key, display, blocked }) => [key, display, blocked?.code])).toEqual([
    ['ada', 'Ada Lovelace', undefined],
    ['gone', 'Ada Byron', 'protected'],
  ])
})
