import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeLike, isLike } from '../../../src/sandbox/routes/like.ts'

const identifiers = ['a_b', 'a\\xb', 'a\\_b', '%x', '\\%', '\\', '\\\\q', 'axb', '\\x%y', 'äb']

// As Kratos v26.2.0 and v1.3.1 answered on SQLite.
test.each<[string, string[]]>([
  ['a_b', ['a\\xb', 'a\\_b']],
  ['a', ['a_b', 'a\\xb', 'a\\_b', 'axb']],
  ['%', ['\\%', '\\', '\\\\q', '\\x%y']],
  ['\\', ['\\\\q']],
  ['A_', ['a\\xb', 'a\\_b']],
  ['\\%', []],
  ['a\\', []],
  ['\\x', []],
  ['%x', ['\\x%y']],
  ['ä', ['äb']],
  ['_', ['\\%', '\\\\q', '\\x%y']],
])('identifiers like %j', (asked, found) => {
  expect(identifiers.filter((identifier) => isLike(identifier, `${escapeLike(asked)}%`))).toEqual(found)
})

test('a pattern means what it means as a regular expression', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', '\\', '_', '%', '😀'), maxLength: 8 })
  fc.assert(
    fc.property(text, text, (subject, pattern) => {
      const words = { '%': '.*', _: '.' } as const
      const source = [...pattern].map((sign) => words[sign as '%'] ?? sign.replace('\\', '\\\\')).join('')
      expect(isLike(subject, pattern)).toBe(new RegExp(`^(?:${source})$`, 'iu').test(subject))
    }),
  )
})
