import { expect, test } from 'vitest'
import { escapeJsonText, escapeLines, escapeText } from '../../../src/render/escape.ts'

test.each([
  ['plain', 'Zoë 李 👩‍💻', 'Zoë 李 👩‍💻'],
  ['terminal escape', '\u001b[31mred', '\\u001b[31mred'],
  ['C1 control', '\u009b2J', '\\u009b2J'],
  ['NUL and DEL', '\u0000\u007f', '\\u0000\\u007f'],
  ['bidirectional override', 'a\u202eb', 'a\\u202eb'],
  ['line separators', 'a\nb\u2028c', 'a\\nb\\u2028c'],
  ['tag characters', '\u{e0041}', '\\u{e0041}'],
  ['other unseen characters', '\u{1d173}\u{1bca0}\u{e0180}', '\\u{1d173}\\u{1bca0}\u{e0180}'],
  ['a mark at the start', '\u0338a', '\\u0338a'],
  ['a stack of marks', `a${'\u0301'.repeat(7)}`, `a${'\u0301'.repeat(6)}\\u0301`],
  ['marks of names', 'e\u0302\u0301 हिन्दी', 'e\u0302\u0301 हिन्दी'],
  ['lone surrogate', '\ud800', '\\ud800'],
])('%s', (_, raw, shown) => {
  expect(escapeText(raw)).toBe(shown)
})

test('lines stay lines', () => {
  expect(escapeLines('a\r\nb\u001b')).toBe('a\nb\\u001b')
})

test('escaped JSON is the same JSON', () => {
  const value = { name: '\u001b\u009b\u202e\u{e0041}\u2028"\\', marks: `a${'\u0301'.repeat(9)}\u{1d173}` }
  const text = escapeJsonText(JSON.stringify(value, undefined, 2))
  expect(JSON.parse(text)).toEqual(value)
  expect(text).not.toMatch(/[\u009b\u202e\u2028\u{e0041}]/u)
})
