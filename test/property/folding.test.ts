import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldChange, UpdateChange } from '../../src/model/change.ts'
import type { Json } from '../../src/model/json.ts'
import { leavesOf } from '../../src/render/human/alike-shapes.ts'
import { type FoldedGroup, foldedGroups } from '../support/fold.ts'
import { planText } from '../support/plan-text.ts'
import { fieldOf, planOf, updateOf } from '../unit/render/fixtures.ts'

/** How the value of a leaf depends on the person: one for all, one of a few or of many, or one for each. */
type Spread = (index: number) => number

const spread: fc.Arbitrary<Spread> = fc.oneof(
  fc.constant(() => 0),
  fc.integer({ min: 2, max: 40 }).map((count) => (index: number) => (index * 7) % count),
  fc.constant<Spread>((index) => index),
  fc.infiniteStream(fc.nat(30)).map((drawn) => {
    const known: number[] = []
    return (index: number) => {
      while (known.length <= index) known.push(drawn.next().value ?? 0)
      return known[index] ?? 0
    }
  }),
)

const makes: readonly ((number: number) => Json)[] = [
  (number) => `value ${number}`,
  (number) => number,
  (number) => number % 2 === 0,
  (number) => [`role-${number % 5}`, `role-${number}`],
  (number) => [{ team: `t${number}`, grants: ['read', number] }],
  (number) => ({ level: number }),
  (number) => (number === 0 ? null : `value ${number}`),
]

interface Leaf {
  readonly kind: 'fields' | 'observed' | 'waits'
  readonly spreadBefore: Spread
  readonly spreadAfter: Spread
  readonly make: (number: number) => Json
}

const kind = fc.constantFrom('fields', 'observed', 'waits')
const leaf: fc.Arbitrary<Leaf> = fc.record({
  kind,
  spreadBefore: spread,
  spreadAfter: spread,
  make: fc.constantFrom(...makes),
})
const leaves = fc.array(leaf, { minLength: 1, maxLength: 6 })
const count = fc.integer({ min: 1, max: 80 })

function person(index: number, given: readonly Leaf[]): UpdateChange {
  const of = (wanted: string): FieldChange[] =>
    given.flatMap(({ kind: of, spreadBefore, spreadAfter, make }, place) => {
      const [before, after] = [make(spreadBefore(index)), make(spreadAfter(index))]
      return of === wanted ? [fieldOf(`/traits/l${place}`, { before, after })] : []
    })
  const waiting = of('waits')
  return updateOf(`p${index}`, {
    display: `Person ${index}`,
    fields: of('fields'),
    observed: of('observed'),
    ...(waiting.length > 0 && { waits: { code: 'numbers', reason: 'r', fields: waiting } }),
  })
}

const people = fc.tuple(count, leaves).map(([number, given]) => {
  return Array.from({ length: number }, (_, index) => person(index, given))
})

const text = (value: unknown) => JSON.stringify(value) ?? ''

/** Whether somebody is what the line of a group says: in each leaf like its first, or with a leaf that the line names. */
function describes({ shown: [first], varied, edits }: FoldedGroup, change: UpdateChange): boolean {
  const said = leavesOf(first ?? updateOf('nobody'))
  return leavesOf(change).every(({ path, before, after }, index) => {
    const sides = { before, after }
    const named = varied.filter((one) => one.path === path)
    const isListed = named.every(
      ({ side, values }) => values?.some(({ value }) => text(value) === text(sides[side])) ?? true,
    )
    const isLikeFirst = text([before, after]) === text([said[index]?.before, said[index]?.after])
    return (isLikeFirst || named.length > 0 || edits.some((one) => one.path === path)) && isListed
  })
}

test('law: nobody is folded away with a difference that the line does not name', () => {
  fc.assert(
    fc.property(people, (changes) => {
      const groups = foldedGroups(changes)
      const shown = new Set(groups.flatMap((group) => group.shown.map(({ key }) => key)))
      const folded = changes.filter(({ key }) => !shown.has(key))
      expect(groups.reduce((sum, { more }) => sum + more, 0)).toBe(folded.length)
      const long = groups.filter(({ more }) => more > 0)
      expect(folded.filter((change) => !long.some((group) => describes(group, change)))).toEqual([])
      const screen = planText(planOf(changes)).replaceAll(/\s+/g, ' ')
      for (const { varied } of long) {
        for (const { path, values, different, isOwn } of varied) {
          const said = values && !isOwn ? values.map(({ count: people }) => `(${people})`) : []
          const number = values || isOwn ? [] : [`${different} different values`]
          for (const part of [path, ...said, ...number]) expect(screen).toContain(part)
        }
      }
    }),
  )
})

test('law: one or two among many who get something else are shown, however much else differs', () => {
  const few = fc.array(fc.nat(400), { minLength: 1, maxLength: 2 })
  const many = fc.integer({ min: 12, max: 120 })
  fc.assert(
    fc.property(many, leaves, few, fc.constantFrom(...makes), kind, (number, given, chosen, make, where) => {
      const odd = new Set(chosen.map((one) => one % number))
      const access = {
        kind: where,
        make,
        spreadBefore: () => 0,
        spreadAfter: (index: number) => (odd.has(index) ? 1 : 0),
      }
      const changes = Array.from({ length: number }, (_, index) => person(index, [...given, access]))
      const shown = new Set(foldedGroups(changes).flatMap((group) => group.shown.map(({ key }) => key)))
      expect([...odd].filter((index) => !shown.has(`p${index}`))).toEqual([])
    }),
  )
})

test('law: of a leaf with many values, those that hardly anybody has are shown', () => {
  const sizes = fc.tuple(fc.integer({ min: 10, max: 30 }), fc.integer({ min: 1, max: 10 }))
  fc.assert(
    fc.property(sizes, fc.constantFrom(...makes.slice(0, 2)), ([common, rare], make) => {
      const department = (index: number) => (index < common * 3 ? index % common : common + index)
      const leaf = { kind: 'fields', make, spreadBefore: () => 0, spreadAfter: department } as const
      const changes = Array.from({ length: common * 3 + rare }, (_, index) => person(index, [leaf]))
      const shown = new Set(foldedGroups(changes).flatMap((group) => group.shown.map(({ key }) => key)))
      expect(changes.slice(common * 3).filter(({ key }) => !shown.has(key))).toEqual([])
    }),
  )
})
