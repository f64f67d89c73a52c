import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alignLists } from '../../../../src/documents/edit/align-lists.ts'
import type { Json } from '../../../../src/model/json.ts'

test.each<[before: Json[], after: Json[], removed: number[], added: { behind: number; value: Json }[]]>([
  [['a', 'b'], ['a', 'b'], [], []],
  [['a', 'b'], ['a', 'x', 'b'], [], [{ behind: 0, value: 'x' }]],
  [['a', 'b', 'c'], ['c'], [0, 1], []],
  [[], ['a'], [], [{ behind: -1, value: 'a' }]],
  [[{ n: 1, m: 2 }], [{ m: 2, n: 1 }, 'x'], [], [{ behind: 0, value: 'x' }]],
])('%j becomes %j', (before, after, removed, added) => {
  expect(alignLists(before, after)).toEqual({ removed, added })
})

test('what it says makes one list of the other, and keeps all that can stay', () => {
  const list = fc.array(fc.constantFrom<Json>('a', 'b', 'c', 1), { maxLength: 6 })
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { removed, added } = alignLists(before, after)
      const behind = (index: number) => added.filter((one) => one.behind === index).map(({ value }) => value)
      const kept = before.flatMap((value, index) => [...(removed.includes(index) ? [] : [value]), ...behind(index)])
      expect([...behind(-1), ...kept]).toEqual(after)
    }),
  )
})
