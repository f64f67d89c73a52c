import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseWhole } from '../../src/sandbox/go/scan-json.ts'
import { writeJson } from '../../src/sandbox/write-json.ts'

/** Any spelling that JSON has for a number. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.bigInt({ min: 0n, max: 10n ** 40n }).map(String),
    fc.constantFrom('', '.0', '.10', '.123456789012345678901'),
    fc.constantFrom('', 'e0', 'E+2', 'e-400', 'e400'),
  )
  .map((parts) => parts.join(''))
const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', '', 'é').map((text) => JSON.stringify(text))

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc.constantFrom('null', 'true', 'false'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([key]) => key })
      .map((members) => `{${members.map((member) => member.join(':')).join(',')}}`),
  ),
}))

test('JSON text without white space comes back as it was, numbers by their literal', () => {
  fc.assert(
    fc.property(value, (text) => {
      expect(writeJson(parseWhole(text))).toBe(text)
    }),
  )
})

test('is read as JavaScript reads it, as far as that is exact', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(writeJson(parseWhole(text)))).toEqual(JSON.parse(text))
    }),
  )
})

test('so does what is nested deeper than the stack of JavaScript reaches', () => {
  const depth = fc.constantFrom(498, 499, 500, 501, 9_999)
  fc.assert(
    fc.property(fc.constantFrom('1', '1.0', '"a"'), depth, fc.boolean(), (leaf, levels, isList) => {
      const [open, close] = isList ? ['[', ']'] : ['{"a":', '}']
      const text = `${open.repeat(levels)}${leaf}${close.repeat(levels)}`
      expect(writeJson(parseWhole(text))).toBe(text)
    }),
    { numRuns: 30 },
  )
})
