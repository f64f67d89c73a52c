import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { shorten, startOf, widthOf } from '../../../../src/render/layout/width.ts'
import { wrap, wrapBehind } from '../../../../src/render/layout/wrap.ts'

const printable = (text: string): string => text.replace(/[\p{C}\n]/gu, '')
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map(printable),
  fc
    .array(fc.constantFrom('e\u0301', '田', '\u{1F469}\u200D\u{1F680}', 'abc', ' ', '\u0301'), { maxLength: 60 })
    .map((parts) => parts.join('')),
)

test.each([
  ['abc', 3],
  ['田中', 4],
  ['e\u0301', 1],
  ['\u{1F469}\u200D\u{1F469}\u200D\u{1F467}', 2],
  ['\u{1F1EB}\u{1F1EE}', 2],
  ['\u001b[31mred\u001b[39m', 3],
  ['', 0],
])('%j takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width)
})

test('what is measured by its length alone takes as many columns', () => {
  const ranges = [
    [0x20, 0x7e],
    [0xa1, 0xac],
    [0xae, 0x2ff],
    [0x2010, 0x2027],
    [0x2190, 0x2193],
    [0x2717, 0x2717],
  ] as const
  const characters = ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)),
  )
  expect(characters.filter((one) => stringWidth(one) !== 1)).toEqual([])
})

test.each([
  ['identities/engineering/ada.yaml:12', 20, 'identities…a.yaml:12'],
  ['short', 5, 'short'],
  ['shorter', 1, '…'],
  ['shorter', 0, ''],
  ['田中太郎田中', 7, '田…田中'],
  ['e\u0301'.repeat(10), 5, `${'e\u0301'.repeat(2)}…${'e\u0301'.repeat(2)}`],
])('%j is shortened in its middle to %i columns', (text, width, short) => {
  expect(shorten(text, width)).toBe(short)
})

test('law: what is shortened fits, keeps both ends, and splits no character', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, width) => {
      const short = shorten(text, width)
      expect(widthOf(short)).toBeLessThanOrEqual(width)
      expect(Buffer.from(short).toString()).toBe(short)
      if (short === text) return
      const [head = '', tail = ''] = short.split(/…(.*)$/s)
      expect(text.startsWith(head) && text.endsWith(tail)).toBe(true)
    }),
  )
})

test('a text of megabytes is shortened and wrapped without being measured', () => {
  const marks = `a${'\u0301'.repeat(2_000_000)}`
  expect(shorten('x'.repeat(5_000_000), 9)).toBe('xxxx…xxxx')
  expect(shorten(marks, 9).length).toBeLessThan(20)
  expect(startOf(marks, 9)).toBe('')
})

test('law: wrapped lines fit, and hold the words of the text', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 60 }), (text, width) => {
      const lines = wrap(text, width)
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})

test('lines break between words, behind what stands before them', () => {
  expect(wrapBehind('one two three four five six', 30, '  note: ', '        ')).toEqual([
    '  note: one two three four',
    '        five six',
  ])
  expect(wrap('a loooooooooong word', 6)).toEqual(['a', 'looooo', 'ooooon', 'g word'])
})
