import { describe, expect, test } from 'vitest'
import { hasMark } from '../../../src/identity/mark.ts'
import type { Change } from '../../../src/model/change.ts'
import type { Ancestry, Checkout } from '../../../src/model/checkout.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { judgeGuards } from '../../../src/reconcile/plan/guard.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'
import { configFor } from '../../support/config.ts'

const head = 'a'.repeat(40)
const past = 'b'.repeat(40)

const markOf = (key: string, more: Partial<Mark> = {}): Mark => {
  const fields = { '/traits/email': digestOf(`${key}@example.com`) }
  return { v: 1, workspace: testWorkspace, key, origin: `identities/${key}.yaml`, made: 'created', fields, ...more }
}

function person(key: string, more: Partial<Mark> = {}): LiveIdentity {
  const state = more.disabled ? 'inactive' : 'active'
  return live({ traits: { email: `${key}@example.com` }, state, mark: markOf(key, more) })
}

/** A checkout of `head` that knows some commits; counts what it was asked. */
function checkout(known: Readonly<Record<string, Ancestry>>, commit: string | undefined = head) {
  const asked: string[] = []
  const view: Checkout = {
    ...(commit !== undefined && { commit }),
    ancestry: async (one) => {
      asked.push(one)
      return known[one] ?? 'unknown-commit'
    },
  }
  return { view, asked }
}

async function plan(lives: readonly LiveIdentity[], more: Partial<Policy>, documents: readonly DesiredIdentity[] = []) {
  async function* pages() {
    for (const identity of lives) yield [identity]
  }
  return decideAll(documents, pages(), policy(more))
}

const short = (changes: readonly Change[]) =>
  changes.map(({ action, key, blocked }) => `${action} ${key}${blocked ? ` ${blocked.code}` : ''}`)

describe('a removal', () => {
  test.each<[Ancestry, string | undefined, RegExp]>([
    ['ancestor', undefined, /^$/],
    ['not-ancestor', 'your checkout is older than what was applied: commit bbbbbbbbbbbb is not an ancestor', /update/],
    ['shallow', 'your checkout may be older than what was applied', /git fetch --unshallow.*fetch-depth: 0/],
    ['unknown-commit', 'your checkout may be older than what was applied: it does not have commit', /git fetch/],
    ['no-checkout', 'your files may be older than what was applied', /git: false/],
  ])('whose mark names a commit that is %s', async (ancestry, reason, hint) => {
    const { view } = checkout({ [past]: ancestry })
    const { changes } = await plan([person('bob', { commit: past })], { checkout: view })
    expect(changes).toHaveLength(1)
    const { blocked, consequences } = changes[0] as Change
    expect(blocked === undefined ? '' : blocked.reason).toMatch(reason ?? /^$/)
    expect(blocked?.hint ?? '').toMatch(hint)
    if (blocked === undefined) return expect(consequences).not.toEqual([])
    expect(consequences).toEqual([])
    // Nobody may overlook it: it makes apply exit 5, which an orphan does not.
    expect(blocked.orphan).toBeUndefined()
    expect(judgeGuards(changes, 9, configFor('/').guards, {})[0]).toMatchObject({ guard: 'removals', count: 0 })
  })

  const grace = { created: 'delete', adopted: 'release', graceMs: 1 } as const
  const disabled = { at: '2026-01-01T00:00:00Z', state_before: 'active' } as const

  test.each<[string, Partial<Mark>, Partial<Policy>, string]>([
    ['delete', {}, {}, 'delete'],
    ['release', { made: 'adopted' }, {}, 'release'],
    ['disable', {}, { removal: { created: 'disable', adopted: 'release' } }, 'disable'],
    ['delete after the grace', { disabled }, { removal: grace }, 'delete'],
  ])('of each kind: %s', async (_, mark, more, action) => {
    const identity = person('bob', { commit: past, ...mark })
    const blocked = await plan([identity], { ...more, checkout: checkout({ [past]: 'not-ancestor' }).view })
    expect(short(blocked.changes)).toEqual([`${action} bob older-checkout`])
    const free = await plan([identity], { ...more, checkout: checkout({ [past]: 'ancestor' }).view })
    expect(short(free.changes)).toEqual([`${action} bob`])
  })

  test('of an expired document', async () => {
    const document = { ...desired({ key: 'bob' }), expires: { on: '2020-01-01', at: desired().origin } }
    const { view } = checkout({ [past]: 'not-ancestor' })
    const { changes } = await plan([person('bob', { commit: past })], { checkout: view }, [document])
    expect(short(changes)).toEqual(['delete bob older-checkout'])
  })

  test('frees nothing while it is blocked: who takes its address collides', async () => {
    const taker = desired({ key: 'zoe', traits: { email: 'bob@example.com' } })
    const lives = [person('zoe'), person('bob', { commit: past })]
    const { changes } = await plan(lives, { checkout: checkout({ [past]: 'not-ancestor' }).view }, [taker])
    expect(changes.find(({ key }) => key === 'zoe')?.blocked).toMatchObject({
      code: 'collision',
      hint: expect.stringMatching(/blocked: your checkout is older.*update the checkout/),
    })
    const free = await plan(lives, { checkout: checkout({ [past]: 'ancestor' }).view }, [taker])
    expect(free.changes.every(({ blocked }) => blocked === undefined)).toBe(true)
  })

  test('asks once for each commit, and not about marks without one or what stays anyway', async () => {
    const { view, asked } = checkout({ [past]: 'ancestor' })
    const lives = [
      ...['a', 'b', 'c'].map((key) => person(key, { commit: past })),
      person('old'),
      person('safe', { commit: head, protect: true }),
    ]
    expect(short((await plan(lives, { checkout: view })).changes)).toEqual([
      'delete a',
      'delete b',
      'delete c',
      'delete old',
      'delete safe protected',
    ])
    expect(asked).toEqual([past])
  })

  test('is not checked with `git: false`', async () => {
    expect(short((await plan([person('bob', { commit: past })], {})).changes)).toEqual(['delete bob'])
  })

  test('sessions that are still to be revoked are, from any checkout', async () => {
    const identity = person('bob', { commit: past, disabled, todo: ['revoke_sessions'] })
    const { changes } = await plan([identity], { checkout: checkout({ [past]: 'not-ancestor' }).view })
    expect(changes).toMatchObject([{ action: 'disable', reason: 'todo', mark: { commit: head } }])
    expect(changes[0]?.blocked).toBeUndefined()
  })
})

describe('the commit in the mark', () => {
  const input = { key: 'ada' }
  const created = (more: Partial<Policy>) => {
    const { change } = decideChange({ kind: 'desired-only', desired: desired(input) }, policy(more))
    return change?.action === 'create' ? change.mark : undefined
  }
  const updated = (before: string | undefined, more: Partial<Policy>, name?: string) => {
    const mark = { ...(created({}) as Mark), ...(before !== undefined && { commit: before }) }
    const traits = { email: 'ada@example.com' }
    const wanted = desired({ ...input, traits: name === undefined ? traits : { ...traits, phone: name } })
    const pair = { kind: 'both', desired: wanted, live: live({ traits, mark }), by: 'mark', mark } as const
    return decideChange(pair, policy(more)).change
  }

  test('is that of the checkout, at creation and at every write', () => {
    expect(created({ checkout: checkout({}).view })?.commit).toBe(head)
    expect(updated(past, { checkout: checkout({}).view }, '1')).toMatchObject({ mark: { commit: head } })
  })

  test('alone is no change, whichever it is', () => {
    expect(updated(past, { checkout: checkout({}).view })).toBeUndefined()
    expect(updated(undefined, { checkout: checkout({}).view })).toBeUndefined()
    expect(updated(past, {})).toBeUndefined()
  })

  test('stays where there is no checkout, and goes with `git: false`', () => {
    const outside: Partial<Policy> = { checkout: { ancestry: async () => 'no-checkout' } }
    expect(updated(past, outside, '1')).toMatchObject({ mark: { commit: past } })
    expect(created(outside)).not.toHaveProperty('commit')
    expect(updated(past, {}, '1')).toHaveProperty('mark')
    expect((updated(past, {}, '1') as { mark: Mark }).mark).not.toHaveProperty('commit')
  })

  test('does not keep a change from being done already', () => {
    const mark = { ...markOf('ada'), commit: past }
    expect(hasMark(live({ mark }), markOf('ada', { commit: head }))).toBe(true)
    expect(hasMark(live({ mark }), markOf('ada'))).toBe(true)
    expect(hasMark(live({ mark }), markOf('bob', { commit: past }))).toBe(false)
  })
})

describe('a return', () => {
  test.each<[Ancestry, string]>([
    ['ancestor', 'update bob'],
    ['not-ancestor', 'update bob older-checkout'],
    ['shallow', 'update bob older-checkout'],
  ])('of somebody who was disabled by a commit that is %s', async (ancestry, expected) => {
    const disabled = { at: '2026-01-01T00:00:00Z', state_before: 'active' } as const
    const identity = person('bob', { commit: past, disabled })
    const document = desired({ key: 'bob', traits: { email: 'bob@example.com' } })
    const { changes } = await plan([identity], { checkout: checkout({ [past]: ancestry }).view }, [document])
    expect(short(changes)).toEqual([expected])
  })
})
