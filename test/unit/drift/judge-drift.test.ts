import { describe, expect, test } from 'vitest'
import { liveDigestOf } from '../../../src/reconcile/diff/live-digest.ts'
import { desired } from '../../support/builders.ts'
import { createdMark, entriesOf, judged, person, planForDrift } from '../../support/drift.ts'
import { createOf, fieldOf, planOf, updateOf } from '../render/fixtures.ts'

const id = '11111111-1111-4111-8111-111111111111'
const live = 'aaaaaaaaaaaaaaaa'
const moved = updateOf('ada', { id, fields: [fieldOf('/traits/x', { cause: 'drift' })] })
const plan = planOf([moved], { drift: { live: 1, managed: 1, moved: [{ id, leaves: { '/traits/x': live } }] } })
const baseline = (...lines: string[]) =>
  entriesOf(`version: 1\naccepted:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`)
const until = (day: string, more = '') => `key: ada, path: /traits/x${more}, owner: o, reason: r, expires: ${day}`

describe('a difference', () => {
  test.each<[string, string[], string]>([
    ['of which nothing is said', [], 'open'],
    ['that is accepted whatever its value', [until('2027-01-31')], 'accepted'],
    ['on its last day', [until('2026-06-01')], 'accepted'],
    ['on the day after', [until('2026-05-31')], 'expired'],
    ['whose value is the accepted one', [until('2027-01-31', `, live: ${live}`)], 'accepted'],
    ['that moved on', [until('2027-01-31', ', live: bbbbbbbbbbbbbbbb')], 'outdated'],
    ['that moved on and expired', [until('2026-05-31', ', live: bbbbbbbbbbbbbbbb')], 'outdated'],
    ['with an expired and a valid entry', [until('2026-05-31'), until('2026-06-01', `, live: ${live}`)], 'accepted'],
    [
      'with two accepted values',
      [until('2027-01-31', ', live: bbbbbbbbbbbbbbbb'), until('2027-01-31', `, live: ${live}`)],
      'accepted',
    ],
    ['of somebody else', ['key: bob, path: /traits/x, owner: o, reason: r, expires: 2027-01-31'], 'open'],
    ['below an accepted path', ['key: ada, path: /traits, owner: o, reason: r, expires: 2027-01-31'], 'open'],
    [
      'of a leaf, with the identity accepted as unmarked',
      ['key: ada, kind: unmarked, owner: o, reason: r, expires: 2027-01-31'],
      'open',
    ],
  ])('%s', (_, lines, verdict) => {
    const { identities, counts } = judged(plan, { entries: lines.length === 0 ? [] : baseline(...lines) })
    expect(identities[0]?.items[0]?.verdict.kind).toBe(verdict)
    expect([counts.drifted, counts.accepted]).toEqual(verdict === 'accepted' ? [0, 1] : [1, 0])
  })

  test('whose live value is not known is never the accepted one', () => {
    const { counts } = judged(
      { ...plan, drift: { live: 1, managed: 1, moved: [] } },
      { entries: baseline(until('2027-01-31', `, live: ${live}`)) },
    )
    expect(counts.drifted).toBe(1)
  })

  test.each([
    ['as this idctl writes it', 'salted', 'accepted'],
    ['as an idctl without salts wrote it', 'plain', 'accepted'],
    ['of another value', 'other', 'outdated'],
  ])('%s', async (_, which, verdict) => {
    const input = { key: 'ada', traits: { email: 'ada@example.com', name: { first: 'Ada' } } }
    const traits = { email: 'ada@example.com', name: { first: 'Eve' } }
    const mark = { ...createdMark(desired(input)), salt: 'a-salt' }
    const { document, there } = person(input, { traits, mark })
    const path = '/traits/name/first'
    const seen = (salt?: string, name = traits.name) => {
      const other = { ...there, traits: { ...traits, name } }
      return liveDigestOf({ kind: 'both', desired: document, live: other, by: 'mark', mark }, path, undefined, salt)
    }
    const accepted = { salted: seen('a-salt'), plain: seen(), other: seen('a-salt', { first: 'Mallory' }) }
    const drifted = await planForDrift([document], [there])
    const line = `key: ada, path: ${path}, live: ${accepted[which as keyof typeof accepted]}`
    const { identities } = judged(drifted, {
      entries: baseline(`${line}, owner: o, reason: r, expires: 2027-01-31`),
    })
    const subjects = identities.flatMap(({ items }) => items)
    expect(subjects).toMatchObject([{ subject: { live: accepted.salted }, verdict: { kind: verdict } }])
    expect(subjects[0]).not.toHaveProperty('former')
  })

  test('that is accepted leaves the others of the same identity', () => {
    const both = planOf([updateOf('ada', { fields: [...moved.fields, fieldOf('/state', { cause: 'drift' })] })])
    const { identities, counts } = judged(both, { entries: baseline(until('2027-01-31')) })
    expect(identities[0]?.kinds).toEqual(['tool'])
    expect(counts).toMatchObject({ drifted: 1, accepted: 0, kinds: { person: 0, tool: 1 } })
  })
})

test('an id is the same in capital letters', () => {
  const stranger = 'ABCDEF00-0000-4000-8000-000000000000'
  const drift = { live: 1, managed: 0, moved: [], unmanaged: [{ id: stranger.toLowerCase() }] }
  const entries = baseline(`id: ${stranger}, owner: o, reason: r, expires: 2027-01-31`)
  expect(judged(planOf([], { drift }), { entries }).counts).toMatchObject({ drifted: 0, accepted: 1 })
})

describe('an entry that matches nothing is told', () => {
  const leaf = baseline('key: zoe, path: /traits/x, owner: o, reason: r, expires: 2027-01-31')
  const stranger = baseline(`id: ${id}, owner: o, reason: r, expires: 2027-01-31`)
  const missing = baseline('key: zoe, kind: missing, owner: o, reason: r, expires: 2027-01-31')
  const told = (...[of, options]: Parameters<typeof judged>) => judged(of, options).unmatched.length

  test('where the whole folder was looked at', () => {
    expect(told(plan, { entries: leaf })).toBe(1)
    expect(told(plan, { entries: leaf, partial: true })).toBe(0)
    expect(told({ ...plan, selection: 'a*' }, { entries: leaf })).toBe(0)
  })

  test('of an unmanaged identity only where those were listed', () => {
    expect(told(plan, { entries: stranger })).toBe(0)
    expect(told(planOf([], { drift: { live: 0, managed: 0, moved: [], unmanaged: [] } }), { entries: stranger })).toBe(
      1,
    )
  })

  test('of a missing one not while it is created: without an inventory nobody can tell', () => {
    expect(told(planOf([createOf('zoe')]), { entries: missing })).toBe(0)
    expect(told(planOf([]), { entries: missing })).toBe(1)
  })

  test('not while it is accepted, expired or outdated', () => {
    const entries = baseline(until('2026-05-31'))
    expect(told(plan, { entries })).toBe(0)
  })
})
