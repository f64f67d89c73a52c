import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyOf, type Json } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'

/** With names that an assignment would not make members of. */
const name = fc.oneof({ weight: 5, arbitrary: fc.string() }, fc.constantFrom('__proto__', 'constructor', ''))
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, '', 'text', 0, -0, 1.5),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
}))

test('a copy is the same value, with its members in the same order, and shares nothing', () => {
  fc.assert(
    fc.property(json, (value) => {
      const copy = copyOf(value)
      expect(copy).toEqual(structuredClone(value))
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
      const parts = new Set(objectsIn(value))
      expect(objectsIn(copy).filter((part) => parts.has(part))).toEqual([])
    }),
    { numRuns: runsOf({ quick: 200, deep: 5000 }) },
  )
})

function objectsIn(value: Json): object[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : []
}
