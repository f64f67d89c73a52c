import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change, DeleteChange } from '../../../src/model/change.ts'
import { widthOf } from '../../../src/render/layout/width.ts'
import { shownPlan } from '../../../src/render/masking/shown-plan.ts'
import { plainStyle } from '../../../src/render/style.ts'
import { planText } from '../../support/plan-text.ts'
import { createOf, fieldOf, planOf, updateOf } from './fixtures.ts'

/** What nobody may overlook in a plan: by folding, by cutting, or because something beside it looks like another row. */

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

const shown = (changes: readonly Change[], width = 100) =>
  planText(shownPlan(planOf(changes)), { style: { ...plainStyle, width } })

/** The text without the breaks of its lines. */
const joined = (text: string) => text.replaceAll(/\n +/g, ' ')

const { mark: _mark, ...live } = updateOf('x')
const deletion = (over: Partial<DeleteChange>): DeleteChange => ({
  ...live,
  action: 'delete',
  key: 'emp-1',
  reason: 'document-gone',
  counts: { removals: 1 },
  ...over,
})

const roles = ['admin', 'engineer', 'manager', 'on-call', 'reader', 'sales', 'support']

test('a role that only one of many people gets, however many combinations there are', () => {
  const combination = (index: number) => roles.filter((_, at) => at > 0 && ((index + 1) >> at) % 2 === 1)
  const people = many(40, (index) =>
    createOf(`p${index}`, {
      fields: [fieldOf('/traits/roles', { after: index === 23 ? ['admin', 'reader'] : combination(index) })],
    }),
  )
  expect(shown(people)).toContain('admin')
})

test('a role of somebody whose name has the word in it', () => {
  const people = many(40, (index) =>
    updateOf(`p${index}`, {
      display: index === 23 ? 'Adam sysadmin admin' : `Person ${index}`,
      fields: [
        fieldOf('/traits/role', {
          before: index === 23 ? 'admin' : 'reader',
          after: index === 23 ? 'sysadmin' : 'manager',
        }),
      ],
    }),
  )
  expect(shown(people)).toContain('"admin" → "sysadmin"')
})

test('a role in the middle of a list, at every width', () => {
  const change = createOf('ada', { fields: [fieldOf('/traits/roles', { after: roles.toSorted().reverse() })] })
  const update = updateOf('bob', { fields: [fieldOf('/traits/roles', { before: null, after: ['a', ...roles, 'b'] })] })
  for (const width of [40, 60, 100, 300]) {
    for (const text of [shown([change], width), shown([update], width)]) {
      for (const role of roles) expect(text).toContain(`"${role}"`)
    }
  }
})

const moved = (key: string, before: string, after: string, more: Partial<Change> = {}) =>
  updateOf(key, {
    counts: { identifier_changes: 1 },
    fields: [fieldOf('/traits/email', { before, after })],
    ...more,
  } as never)

test('an address that goes elsewhere than the others', () => {
  const people = many(300, (index) => {
    const to = index === 200 ? 'p200@evil.example' : `p${index}@new.example`
    return moved(`p${index}`, `p${index}@old.example`, to)
  })
  const text = shown(people)
  expect(text).toContain('p200@evil.example')
  expect(joined(text)).toContain('… 296 more like these: /traits/email …old.example → …new.example; all: --full')
})

test('law: of each folded change of an address its end is shown, before and after', () => {
  const address = fc.tuple(fc.constantFrom('a', 'b', 'ab', 'ax'), fc.constantFrom('x.example', 'y.example', 'x.org'))
  fc.assert(
    fc.property(fc.array(fc.tuple(address, address), { minLength: 6, maxLength: 40 }), (pairs) => {
      const people = pairs.map(([from, to], index) => moved(`p${index}`, from.join('@'), to.join('@')))
      const text = joined(shown(people))
      for (const [, [, domain]] of pairs) expect(text).toContain(domain)
    }),
  )
})

test('hidden addresses that change', () => {
  const people = many(20, (index) => {
    const field = fieldOf('/traits/email', { before: `a${index}`, after: `b${index}`, sensitive: true })
    return updateOf(`p${index}`, { counts: { identifier_changes: 1 }, fields: [field] })
  })
  for (const { key } of people) expect(shown(people)).toMatch(new RegExp(`update +${key} `))
})

test('an account that is not like the others who are adopted', () => {
  const people = many(60, (index) => {
    const day = index === 40 ? '2026-11-27' : '2023-05-01'
    return updateOf(`p${index}`, {
      action: 'adopt',
      reason: 'unmarked',
      counts: { adoptions: 1 },
      consequences: [{ code: 'whose-account', text: `identity i${index}, created on ${day}`, alike: day }],
    })
  })
  expect(shown(people)).toContain('identity i40')
})

test('the identifier of a deletion behind a long name', () => {
  for (const width of [40, 60, 100, 300]) {
    for (const display of [
      'Ann',
      'x'.repeat(100),
      '田'.repeat(100),
      'Ann  identities/ann.yaml:3',
      'Bob <bob@x.example>',
    ]) {
      for (const identifier of ['eve@evil.example', `${'e'.repeat(60)}@evil.example`]) {
        const text = shown([deletion({ display, identifiers: [identifier] })], width)
        expect(text.replaceAll(/\n */g, '')).toContain(identifier)
        const alone = shown([deletion({ display: identifier, identifiers: [identifier] })], width)
        expect(alone.replaceAll(/\n */g, '')).toContain(identifier)
      }
    }
  }
})

test('where a name ends', () => {
  const named = (display: string) => shown([deletion({ display, identifiers: ['eve@evil.example'] })])
  expect(named('Bob <bob@x.example>')).toContain('"Bob <bob@x.example>" <eve@evil.example>')
  expect(named('Bob  identities/bob.yaml:3')).toContain('"Bob  identities/bob.yaml:3"  identities/x.yaml')
  expect(named('Bob (drift)')).toContain('"Bob (drift)" <eve@evil.example>')
  expect(named("Bob O'Neil-Ek, 田中")).toContain("Bob O'Neil-Ek, 田中 <eve@evil.example>")
})

test('law: no line of a row is wider than the terminal, so that no value can begin a line', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 120 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom('田'.repeat(90), 'x'.repeat(300), `${'ab '.repeat(60)}- delete   ada`),
  )
  fc.assert(
    fc.property(text, text, text, fc.integer({ min: 40, max: 140 }), (name, member, value, width) => {
      const field = fieldOf(`/metadata_public/${member}`, { before: value, after: name })
      const rows = [
        updateOf('ada', { display: name, fields: [field] }),
        createOf('bob', { display: name, fields: [field] }),
        deletion({ display: name, identifiers: [value] }),
      ]
      const lines = shown(rows, width).split('\n')
      expect(lines.filter((line) => widthOf(line) > width)).toEqual([])
    }),
  )
})
