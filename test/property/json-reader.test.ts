import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/model/diagnostic.ts'

import { type Json, jsonEqual } from '../../src/model/json.ts'
import { toJson } from '../../src/source/located.ts'
import { readJson, readJsonPart, roomOfFile } from '../../src/source/read-json.ts'
import { readPlainJson } from '../../src/source/read-plain-json.ts'
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

describe('a plain line', () => {
  const linePieces = fc.constantFrom(
    ...pieces.filter((piece) => !piece.includes('\n')),
    ...[
      '"credentials"',
      '"password":"x"',
      '"constructor"',
      '"__proto__"',
      '"a b"',
      '" a"',
      '"a  b"',
      '"Zo\u00eb"',
      '"\u200b"',
    ],
    ...[
      '"\ud800"',
      '\ud800',
      '"x\u007f"',
      '-1',
      '-0',
      '0',
      '7',
      '-',
      '123456789012345',
      '1234567890123456',
      'truefalse',
      '\u2028',
    ],
    ...['{"a":1}', '{"constructor":1}', '{"__proto__":{}}', '{"a":[]}', '[1,2]', '"a":', '"b": {"c": ', '}}', ']]'],
  )
  const usual = fc
    .record({ external_id: fc.string(), traits: fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as Json) })
    .map((value) => JSON.stringify(value))
  const line = fc.oneof(
    fc.array(linePieces, { maxLength: 9 }).map((parts) => parts.join('')),
    fc.tuple(usual, fc.nat(), linePieces, fc.nat(2)).map(([text, place, piece, gone]) => {
      const at = place % (text.length + 1)
      return text.slice(0, at) + piece + text.slice(at + gone)
    }),
    usual,
    fc.integer({ min: 98, max: 103 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  )

  test('that is read at once is what the full reader reads, with the same places, secret lines and room', () => {
    fc.assert(
      fc.property(
        fc.array(
          line.map((text) => text.replaceAll(/[\r\n]/g, '')),
          { minLength: 1, maxLength: 3 },
        ),
        fc.oneof(fc.nat(12), fc.constant(200)),
        (lines, most) => {
          const text = lines.join('\n')
          const source = sourceText('a.ndjson', text)
          let start = 0
          for (const [index, { length }] of lines.entries()) {
            const room = roomOfFile(most)
            const end = start + length
            const plain = readPlainJson({ file: 'a.ndjson', text, line: index + 1, start, end }, room)
            const full = roomOfFile(most)
            if (plain !== undefined) {
              const found: Diagnostic[] = []
              const secretLines = new Set<number>()
              const root = readJsonPart(source, start, end, (problem) => found.push(problem), secretLines, full)
              expect([root, found]).toEqual([plain.root, []])
              expect([...secretLines]).toEqual(plain.isSecret ? [index + 1] : [])
            }
            expect(room).toEqual(full)
            start = end + 1
          }
        },
      ),
      { numRuns: runsOf({ quick: 2000, deep: 100_000 }) },
    )
  })

  test.each([
    '{"external_id":"e-1","traits":{"email":"ada@example.com","roles":["a","b"],"n":-7,"x":null}}',
    '{ "traits": { "name": "Zo\u00eb  \u674e" } , "idctl": { "protect": true } }',
  ])('is read at once: %s', (text) => {
    const read = readPlainJson({ file: 'a.ndjson', text, line: 1, start: 0, end: text.length }, roomOfFile())
    expect(read && toJson(read.root)).toEqual(JSON.parse(text))
  })
})
