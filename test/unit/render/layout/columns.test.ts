import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ColumnRule, fitColumns, layTable } from '../../../../src/render/layout/columns.ts'
import { widthOf } from '../../../../src/render/layout/width.ts'

test('columns align by what a terminal shows, not by characters', () => {
  const rows = [
    ['ada', 'Ada Lovelace', 'a.yaml:1'],
    ['tanaka', '田中 太郎', 'b.yaml:2'],
    ['zoe', 'Zoe\u0308 \u{1F469}\u200D\u{1F680}', 'c.yaml:3'],
  ]
  expect(layTable(rows, [{}, {}, {}], 60)).toEqual([
    'ada     Ada Lovelace  a.yaml:1',
    'tanaka  田中 太郎     b.yaml:2',
    'zoe     Zoe\u0308 \u{1F469}\u200D\u{1F680}        c.yaml:3',
  ])
})

test('numbers stand on the right, an empty column takes no room, and nothing is padded behind the last text', () => {
  const rows = [
    ['a', '', '7', 'x'],
    ['bb', '', '300', ''],
  ]
  expect(layTable(rows, [{}, {}, { align: 'right' }, {}], 60)).toEqual(['a     7  x', 'bb  300'])
})

test('the widest column that may shrink gives way first', () => {
  const rules = [{}, { least: 5 }, { least: 5 }]
  expect(fitColumns([10, 40, 20], rules, 50)).toEqual([10, 18, 18])
  expect(fitColumns([10, 40, 20], rules, 20)).toEqual([10, 5, 5])
  expect(layTable([['key', 'x'.repeat(40)]], [{}, { least: 5 }], 20)).toEqual([
    `key  ${'x'.repeat(7)}…${'x'.repeat(7)}`,
  ])
})

test('law: a table is never wider than its room where the rules let it fit', () => {
  const cell = fc
    .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
    .map((text) => text.replace(/\p{C}/gu, ''))
  const row = fc.tuple(cell, cell, cell)
  const rules: ColumnRule[] = [{ least: 3 }, { least: 3, most: 12 }, { least: 3, align: 'right' }]
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 13, max: 100 }), (rows, room) => {
      for (const line of layTable(rows, rules, room)) expect(widthOf(line)).toBeLessThanOrEqual(room)
    }),
  )
})

test('a cell is painted after it is padded', () => {
  const lines = layTable(
    [
      ['a', 'b'],
      ['aa', 'b'],
    ],
    [{}, {}],
    60,
    (text, row, column) => `<${row}${column}${text}>`,
  )
  expect(lines).toEqual(['<00a >  <01b>', '<10aa>  <11b>'])
})
