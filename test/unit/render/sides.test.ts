import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../src/model/json.ts'
import { listDifference } from '../../../src/model/list-difference.ts'
import { sidesOf } from '../../../src/render/human/sides.ts'
import { looksLike } from '../../../src/render/looks.ts'

const shown = (before: Json | undefined, after: Json | undefined, room = 60): string =>
  sidesOf(before, after, room, false)
    .map(({ text }) => text)
    .join(' ')

test.each<[Json | undefined, Json | undefined, string]>([
  [1, 2, '1 → 2'],
  [undefined, 'a', '(absent) → "a"'],
  ['42', 42, '"42" → 42'],
  [['a', 'b'], ['b', 'c'], '+ "c" - "a" (1 stays)'],
  [['a'], ['a', 'a'], '+ "a" (1 stays)'],
  [['a', 'b'], ['b', 'a'], '["a","b"] → ["b","a"]'],
  [[], [{ x: 1 }], '+ {"x":1}'],
  [['a'], undefined, '["a"] → (absent)'],
  ['Zoe\u0308', 'Zo\u00eb', '"Zoe\\u0308" → "Zo\\u00eb" (they look alike, and are other characters)'],
  ['a b', 'a\u00a0b', '"a b" → "a\\u00a0b" (they look alike, and are other characters)'],
  ['ab', 'a\u200bb', '"ab" → "a\\u200bb" (they look alike, and are other characters)'],
  [['Zo\u00eb'], ['Zoe\u0308'], '+ "Zoe\\u0308" - "Zo\\u00eb" (they look alike, and are other characters)'],
  [
    'The quick brown fox jumps over the lazy dog, and so on and so on.',
    'The quick brown fox jumps over the busy dog, and so on and so on.',
    '- "…over the lazy dog, and s…" + "…over the busy dog, and s…"',
  ],
])('%j, then %j', (before, after, text) => {
  expect(shown(before, after)).toBe(text)
})

test('of many elements only the first stand in a row, with their number', () => {
  const many = Array.from({ length: 50 }, (_, index) => index)
  expect(shown([], many)).toMatch(/^\+ 0 \+ 1 .*\+ 19 \+ … 30 more$/)
  expect(sidesOf([], many, 60, true)).toHaveLength(50)
})

test('law: the elements that come and go make the one list of the other', () => {
  const list = fc.array(fc.constantFrom<Json>('a', 'b', 1, null, { x: 1 }), { maxLength: 8 })
  const sorted = (elements: readonly Json[]) => elements.map((one) => JSON.stringify(one)).sort()
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { added, removed, kept } = listDifference(before, after)
      expect(sorted([...before, ...added])).toEqual(sorted([...after, ...removed]))
      expect(kept).toBe(before.length - removed.length)
    }),
  )
})

test('law: two different texts never show the same', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 12 }))
  fc.assert(
    fc.property(text, text, (left, right) => {
      const [before, , after] = sidesOf(left, right, 10_000, false)
      if (left === right) return
      expect(before?.text).not.toBe(after?.text)
      if (looksLike(left, right)) expect(before?.text).toMatch(/^[\x20-\x7e]*$/)
    }),
  )
})
