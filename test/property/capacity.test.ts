import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCapacity, type Written } from '../../src/live/kratos/capacity.ts'
import { runsOf } from '../support/depth.ts'

const runs = { numRuns: runsOf({ quick: 100, deep: 3000 }) }

const written: fc.Arbitrary<Written> = fc.record({
  kind: fc.constantFrom('patch', 'put', 'delete'),
  milliseconds: fc.oneof(fc.constantFrom(1, 20), fc.nat(500)),
  isTrouble: fc.oneof({ weight: 40, arbitrary: fc.constant(false) }, fc.constant(true)),
  underWay: fc.integer({ min: 1, max: 20 }),
})
/** Whatever a server has done so far: much of the same, several times. */
const past = fc
  .array(fc.tuple(written, fc.integer({ min: 1, max: 40 })), { maxLength: 12 })
  .map((parts) => parts.flatMap(([note, times]) => Array.from({ length: times }, () => note)))

function capacityAfter(notes: readonly Written[]) {
  const capacity = createCapacity()
  for (const note of notes) capacity.note(note)
  return capacity
}

/** Writes at once, as many as there is room for, up to a ceiling. `answer` says how long one takes, and whether it fails. */
function* answersOf(
  capacity: ReturnType<typeof createCapacity>,
  ceiling: number,
  answer: (underWay: number) => Partial<Written>,
) {
  for (;;) {
    const underWay = Math.min(ceiling, capacity.size())
    capacity.note({ kind: 'patch', milliseconds: 10, isTrouble: false, underWay, ...answer(underWay) })
    yield underWay
  }
}

test('there is always room for one, and never for more than one above what was in use', () => {
  fc.assert(
    fc.property(past, (notes) => {
      const capacity = createCapacity()
      let most = 3
      for (const note of notes) {
        capacity.note(note)
        most = Math.max(most, note.underWay)
        expect(Number.isInteger(capacity.size())).toBe(true)
        expect(capacity.size()).toBeGreaterThanOrEqual(1)
        expect(capacity.size()).toBeLessThanOrEqual(most + 1)
      }
    }),
    runs,
  )
})

test('it grows by one, shrinks by half at least, and only at an answer that is trouble or slow', () => {
  fc.assert(
    fc.property(past, (notes) => {
      const capacity = createCapacity()
      for (const note of notes) {
        const before = capacity.size()
        capacity.note(note)
        const after = capacity.size()
        if (after > before) expect([note.isTrouble, after]).toEqual([false, before + 1])
        if (after < before) expect(after).toBeLessThanOrEqual(Math.max(1, Math.floor(before / 2)))
      }
    }),
    runs,
  )
})

test('once all that was under way has been answered, trouble halves it, once for all that was under way with it', () => {
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 20 }), (notes, ceiling) => {
      const capacity = capacityAfter(notes)
      const { underWay, calm } = { underWay: ceiling, calm: { kind: 'patch', milliseconds: 0, isTrouble: false } }
      for (let answers = 0; answers < 200; answers += 1) capacity.note({ ...calm, underWay })
      const inUse = Math.min(ceiling, capacity.size())
      const half = Math.max(1, Math.floor(inUse / 2))
      for (let answers = 0; answers < inUse; answers += 1) {
        capacity.note({ ...calm, isTrouble: true, underWay: inUse - answers })
        expect(capacity.size()).toBe(half)
      }
    }),
    runs,
  )
})

test('while there is nothing but trouble, one write is sent at a time', () => {
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 20 }), (notes, ceiling) => {
      const sizes = answersOf(capacityAfter(notes), ceiling, () => ({ isTrouble: true }))
      for (let answers = 0; answers < 100; answers += 1) sizes.next()
      expect(sizes.next().value).toBe(1)
    }),
    runs,
  )
})

test('a server without trouble is used up to the ceiling, whatever was before and however slow it is', () => {
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 20 }), fc.nat(5000), (notes, ceiling, milliseconds) => {
      const sizes = answersOf(capacityAfter(notes), ceiling, () => ({ milliseconds }))
      for (let answers = 0; answers < 2000; answers += 1) sizes.next()
      for (let answers = 0; answers < 500; answers += 1) expect(sizes.next().value).toBe(ceiling)
    }),
    { numRuns: runsOf({ quick: 15, deep: 300 }) },
  )
})

test('a server that works on a few at a time is not flooded with more than it takes, nor left idle', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 10, max: 1000 }), (atOnce, alone) => {
      const time = (underWay: number) => ({ milliseconds: Math.max(alone, (alone * underWay) / atOnce) })
      const sizes = answersOf(createCapacity(), 1000, time)
      const seen = Array.from({ length: 20_000 }, () => sizes.next().value as number).slice(10_000)
      expect(Math.max(...seen)).toBeLessThanOrEqual(2.5 * Math.max(4, atOnce) + 2)
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(Math.min(4, atOnce) === 4 ? Math.floor(atOnce * 0.9) : 2)
    }),
    { numRuns: runsOf({ quick: 6, deep: 300 }) },
  )
})
