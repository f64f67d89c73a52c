import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAsMarked, leafDigest, leafEqual } from '../../src/identity/compare.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { Json, JsonPointer } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'
import { phoneTrait, traitSchema } from '../support/schemas.ts'

const { schemas } = compileIdentitySchemas([
  { id: 'phone', schema: traitSchema({ a: phoneTrait }, {}) },
  { id: 'text', schema: traitSchema({ a: { type: 'string' } }, {}) },
])

const anySchema = fc.constantFrom(schemas.get('phone'), schemas.get('text'), undefined)
const phones = fc.constantFrom('+49 30 901820', '+4930901820', '+49 (30) 901820')
const value: fc.Arbitrary<Json | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant({}),
  phones,
  fc.jsonValue({ maxDepth: 2 }).map((json) => json as Json),
)
const place = fc.constantFrom<JsonPointer>('/traits/a', '/metadata_admin', '/metadata_public', '/metadata_admin/b')
const times = { numRuns: runsOf({ quick: 500, deep: 5000 }) }

const every = [schemas.get('phone'), undefined]

describe('what a mark says of a leaf', () => {
  test('is there if live is as the file wants it', () => {
    fc.assert(
      fc.property(place, value, value, anySchema, (path, wanted, found, schema) => {
        fc.pre(leafEqual(schema, path, wanted, found))
        expect(isAsMarked(leafDigest(schema, path, wanted), path, found)).toBe(true)
      }),
      times,
    )
  })

  test('is there as long as nobody writes it, whatever the schema sees in it by now', () => {
    fc.assert(
      fc.property(place, value, anySchema, (path, written, schema) => {
        expect(isAsMarked(leafDigest(schema, path, written), path, written)).toBe(true)
      }),
      times,
    )
  })

  test('is not there if live is something else by every schema', () => {
    fc.assert(
      fc.property(place, value, value, anySchema, (path, wanted, found, schema) => {
        fc.pre(every.every((one) => !leafEqual(one, path, wanted, found)))
        expect(isAsMarked(leafDigest(schema, path, wanted), path, found)).toBe(false)
      }),
      times,
    )
  })
})
