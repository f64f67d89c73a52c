import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/model/diagnostic.ts'

import { type Json, jsonEqual } from '../../src/model/json.ts'
import { toJson } from '../../src/source/located.ts'
import { readJson } from '../../src/source/read-json.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { runsOf } from '../support/depth.ts'

const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"\\u00e9"',
    '"\\/"',
    '"\\ud83d\\ude00"',
    '""',
    ' ',
    '\n',
    '\r\n',
    '\t',
  ],
  ...['1', '-2.5', '1e5', '-0', 'true', 'false', 'null'],
  // What other readers take.
  ...[
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    'NaN',
    '0x1',
    'trueish',
    'True',
    '// c\n',
    '/* c */',
    "'a'",
    '\u00a0',
    '\ufeff',
    '\f',
  ],
  ...['"\\x"', '"\\u12"', '"a\nb"', '"a\tb"', '"\u0001"', '"', '\\', '\u0000'],
]
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''))
const spoiled = fc
  .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ...pieces), fc.nat(2))
  .map(([text, place, piece, gone]) => {
    const at = place % (text.length + 1)
    return text.slice(0, at) + piece + text.slice(at + gone)
  })

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

test('JSON is what JSON.parse takes, and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(soup, spoiled, fc.json()), (text) => {
      const found: Diagnostic[] = []
      const { roots } = readJson(sourceText('a.json', text), (diagnostic) => found.push(diagnostic))
      const expected = parsed(text)
      const isRefused = found.some(({ code }) => code === 'IDC203')
      if (expected === undefined) expect(isRefused || text.trim() === '', text).toBe(true)
      else expect(isRefused, text).toBe(false)
      // Two values of one key, a number that loses digits and the like are JSON, and refused by other rules.
      if (expected !== undefined && found.length === 0) {
        expect(jsonEqual(roots.map(toJson), [expected.value as Json]), text).toBe(true)
      }
    }),
    { numRuns: runsOf({ quick: 3000, deep: 100_000 }) },
  )
})
