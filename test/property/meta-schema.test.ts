import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitsMetaSchema } from '../../src/identity-schema/meta-schema.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { anySchema } from '../support/arbitrary-schema.ts'
import { runsOf } from '../support/depth.ts'

/** More by IDCTL_META_RUNS. */
const numRuns = runsOf({ quick: 500, deep: 50_000 }, 'IDCTL_META_RUNS')

const uri = 'http://json-schema.org/draft-07/schema#'
const ajv = new Ajv({ logger: false, strict: false, validateFormats: false })
const ajvSays = (schema: Json) => ajv.validate(uri, schema)
const metaSchema = ajv.getSchema(uri)?.schema as { properties: JsonObject }
const keywords = Object.keys(metaSchema.properties)

/** What one keyword or another takes, or nearly takes. */
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(true, false, null, 0, -0, 1, -1, 1.5, 0.5, '', 'x', 'string', 'integer', {}, []),
  fc.array(fc.constantFrom<Json>('string', 'null', 'x', 1, 1.5, true, { a: 1 }, {}), { maxLength: 3 }),
)
const keyword = fc.constantFrom(...keywords, 'x', 'id', 'nullable', '__proto__', 'constructor')

/** Keywords of draft-07 with anything, however deep. */
const soup: fc.Arbitrary<Json> = fc.letrec<{ schema: Json; under: Json; map: Json }>((tie) => ({
  schema: fc.dictionary(keyword, tie('under'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
  map: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('under'), { maxKeys: 2 }) as fc.Arbitrary<Json>,
  under: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    value,
    tie('schema'),
    tie('map'),
    fc.array(tie('schema'), { maxLength: 2 }) as fc.Arbitrary<Json>,
  ),
})).schema

test('a schema fits where ajv finds nothing wrong with it', () => {
  fc.assert(
    fc.property(fc.oneof(soup, anySchema), (made) => {
      // Objects as a file has them: some of those that were made have no prototype.
      const schema = JSON.parse(JSON.stringify(made)) as Json
      expect(fitsMetaSchema(schema)).toBe(ajvSays(schema))
    }),
    { numRuns },
  )
})

test.each(keywords)('what %s takes is what ajv lets it take', (name) => {
  const values: Json[] = [
    true,
    null,
    0,
    1,
    -1,
    1.5,
    '',
    'x',
    'string',
    {},
    { a: {} },
    { a: 1 },
    { a: ['b', 'b'] },
    { a: ['b'] },
  ]
  const lists: Json[] = [
    [],
    ['string'],
    ['string', 'string'],
    ['x', 'y'],
    [1],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{}],
    [{ type: 1 }],
  ]
  for (const one of [...values, ...lists, { type: 'x' }, { a: { type: 'x' } }]) {
    expect([one, fitsMetaSchema({ [name]: one })]).toEqual([one, ajvSays({ [name]: one })])
  }
})
