import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/sandbox/json.ts'
import { applyJsonPatch } from '../../src/sandbox/json-patch.ts'
import { profiles } from '../../src/sandbox/profiles.ts'

const rules = profiles['v26.2.0'].patch
const document = fc.object({ key: fc.constantFrom('a', 'b', '__proto__', ''), maxDepth: 3, withNullPrototype: false })
const segment = fc.constantFrom('a', 'b', '0', '1', '-', '-1', '', '__proto__', '~1', 'constructor')
const path = fc.array(segment, { maxLength: 4 }).map((segments) => segments.map((name) => `/${name}`).join(''))
const operation = fc.record({ op: fc.constantFrom('add', 'remove', 'replace'), path, value: fc.jsonValue() })

function asJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value))
}

describe('a JSON patch', () => {
  it('gives a document or a message and leaves its input alone', () => {
    fc.assert(
      fc.property(document, fc.array(operation), (value, operations) => {
        const before = asJson(value)
        const untouched = JSON.stringify(before)
        const result = applyJsonPatch(before, JSON.stringify(operations), rules)
        expect(result.ok ? typeof result.document : typeof result.message).toBe(result.ok ? 'object' : 'string')
        expect(JSON.stringify(before)).toBe(untouched)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
    )
  })

  it('may be any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(typeof applyJsonPatch({}, text, rules).ok).toBe('boolean')
      }),
    )
  })

  it('reads back what an add has written, unless the path goes through a list, an escape or nothing', () => {
    const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'é')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (names, value) => {
        const patch = JSON.stringify([{ op: 'add', path: `/${names.join('/')}`, value }])
        const expected = names.reduceRight<string>(
          (inner, key) => `{${JSON.stringify(key)}:${inner}}`,
          JSON.stringify(value),
        )
        expect(JSON.stringify(applyJsonPatch({}, patch, rules))).toBe(`{"ok":true,"document":${expected}}`)
      }),
    )
  })
})
