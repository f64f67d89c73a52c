import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/sandbox/json.ts'
import { profiles } from '../../../src/sandbox/profiles.ts'
import { compileIdentitySchema, SchemaCompileError } from '../../../src/sandbox/schema/identity-schema.ts'

/** `d0` asks twice for `d1`, that twice for `d2` …: what looks harmless is 2 to the `length`. */
function chain(length: number): JsonObject {
  const links = Array.from({ length }, (_, index) => {
    const next = { $ref: `#/definitions/d${index + 1}` }
    return [`d${index}`, { allOf: [next, next] }] as [string, JsonObject]
  })
  return { ...Object.fromEntries(links), [`d${length}`]: { type: 'string' } }
}

test('references that multiply the work end it', () => {
  const traits = { type: 'object', properties: { x: { $ref: '#/definitions/d0' } } }
  const compiled = (length: number) =>
    compileIdentitySchema({ properties: { traits }, definitions: chain(length) }, profiles['v26.2.0'].schemas)
  expect(compiled(8).run({ x: 'text' })).toMatchObject({ ok: true })
  expect(() => compiled(60).run({ x: 'text' })).toThrow(SchemaCompileError)
})
