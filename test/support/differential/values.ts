import fc from 'fast-check'
import { isJsonNumber, numberOf } from '../../../src/go/json-number.ts'
import type { Json, JsonObject } from '../../../src/sandbox/json.ts'

/** Few values, so that they meet: who is there already, what is taken, what was sent before. */

export const emails = ['ada@example.org', 'bob@example.org', 'Ada@Example.org', ' cleo@example.org'] as const
export const usernames = ['ada', 'bob', ' Ada ', 'ädä'] as const
export const phones = ['+14155552671', '+49 151 12345678', '+442071838750'] as const
export const externalIds = ['e-1', 'e-2', 'E-1', 'a b/c'] as const
/** Chosen by the client, never by a server. */
export const foreignIds = ['22222222-2222-4222-8222-222222222222', '00000000-0000-0000-0000-000000000000'] as const
export const organizations = ['7b0d34a9-8f0c-4f0e-9d35-1f2c8c9a6b11', 'c1f3b6de-6f0e-4a55-8f0e-0a1b2c3d4e5f'] as const
const times = ['2020-02-29T12:00:00Z', '2021-01-01T00:00:00.123456789+02:00', '0001-01-01T00:00:00Z'] as const

const literals = [
  '0',
  '1',
  '-1',
  '17',
  '2.5',
  '0.3',
  '1.0',
  '1e2',
  '-0',
  '1E+2',
  '0.30',
  '1e21',
  '1e400',
  '-1e400',
  '1e-400',
  '150.0',
  '9007199254740993',
  '18446744073709551616',
  '123456789012345678901234567890',
  '0.1234567890123456789',
]
export const number: fc.Arbitrary<Json> = fc.constantFrom(...literals).map(numberOf)

const oddTexts = [
  '',
  ' ',
  '\t',
  'x',
  'X',
  'null',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u2028',
  '<&>',
  'İ',
  'ﬀ',
  '\u00a0x',
  '\ufeffx',
  '"',
  '\\',
  '🙂',
  "it's",
  '%s',
  '{{x}}',
  '..',
  'a'.repeat(300),
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  'https://example.org/x',
  'x@',
  '@x',
  'a@b',
  'A@B.C',
  '+1-800-FLOWERS',
  '+１４１５５５５２６７１',
  '12345',
  '+1',
  '+999999999999',
  '+1 415 555 2671 ext. 5',
]
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...oddTexts), weight: 4 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }), weight: 1 },
)

/** Deeper than a recursive reader stands, and as deep as the server reads. */
const deep: fc.Arbitrary<Json> = fc
  .record({ depth: fc.constantFrom(3, 100, 4000, 9000), isObject: fc.boolean() })
  .map(({ depth, isObject }) => {
    let value: Json = 1
    for (let level = 0; level < depth; level++) value = isObject ? { a: value } : [value]
    return value
  })

const { anything } = fc.letrec<{ anything: Json }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'json' },
    { arbitrary: fc.constantFrom(null, true, false), weight: 3 },
    { arbitrary: number, weight: 3 },
    { arbitrary: oddText, weight: 3 },
    { arbitrary: fc.array(tie('anything'), { maxLength: 3 }) as fc.Arbitrary<Json>, weight: 2 },
    {
      arbitrary: fc.dictionary(
        fc.constantFrom('a', 'b', 'id', '__proto__', 'constructor', '', '7', 'a/b', '~'),
        tie('anything'),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      ) as fc.Arbitrary<Json>,
      weight: 2,
    },
  ),
}))
export const any: fc.Arbitrary<Json> = fc.oneof({ arbitrary: anything, weight: 40 }, { arbitrary: deep, weight: 1 })

/** Nearly always what fits, sometimes what does not: a body has many parts, and each of them can spoil it. */
export function mostly(...fitting: readonly Json[]): fc.Arbitrary<Json> {
  return seldom(fc.constantFrom<Json>(...fitting), fc.oneof(any, oddText))
}

export function seldom(usual: fc.Arbitrary<Json>, odd: fc.Arbitrary<Json> = any): fc.Arbitrary<Json> {
  return fc.oneof({ arbitrary: usual, weight: 40 }, { arbitrary: odd, weight: 1 })
}

export const time: fc.Arbitrary<Json> = mostly(...times)

/** An object with some of these members. */
export function some(members: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc.record(members, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>
}

/** What stands in for metadata: never a bare number, which SQLite does not give back as it was. */
export const metadata: fc.Arbitrary<Json> = fc.oneof(
  {
    arbitrary: some({
      team: any,
      n: number,
      list: fc.array(any, { maxLength: 3 }) as fc.Arbitrary<Json>,
      nested: some({ a: any }),
    }),
    weight: 6,
  },
  { arbitrary: any.filter((value) => !isJsonNumber(value)), weight: 1 },
)
