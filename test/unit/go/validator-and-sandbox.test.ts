import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import { normalisePhone } from '../../../src/identity-schema/normalise.ts'
import type { Json } from '../../../src/model/json.ts'

/** What a real Kratos v26.2.0 made of them as login identifiers by SMS; none where it refused them. */
test.each([
  ['+1 650-253-0000', '+16502530000'],
  [' +16502530002', '+16502530002'],
  ['+1-800-FLOWERS', '+18003569377'],
  ['＋１６５０２５３０００４', '+16502530004'],
  ['+1 (650) 253-0005 ext. 3', '+16502530005'],
  ['tel:+16502530006', '+16502530006'],
  ['+1650-253-0007x', '+16502530007'],
  ['+12345', undefined],
  ['6502530000', undefined],
])('the phone number %s', (text, e164) => {
  expect(normalisePhone(text)).toBe(e164)
})

test.each([
  [0.3, 0.1, true],
  [0.7, 0.1, true],
  [1.1, 0.1, true],
  [0.35, 0.1, false],
  [19.99, 0.01, true],
  [6, 3, true],
  [7, 3, false],
])('%d is a multiple of %d: %s', (value, multipleOf, expected) => {
  const schema = { properties: { traits: { type: 'object', properties: { n: { type: 'number', multipleOf } } } } }
  const { schemas } = compileIdentitySchemas([{ id: 's', schema: schema as unknown as Record<string, Json> }])
  expect(schemas.get('s')?.validate({ n: value })).toHaveLength(expected ? 0 : 1)
})

test.each([0, -1])('a schema with multipleOf: %d cannot be used', (multipleOf) => {
  const schema = { properties: { traits: { type: 'object', properties: { n: { type: 'number', multipleOf } } } } }
  const { schemas, problems } = compileIdentitySchemas([{ id: 's', schema: schema as unknown as Record<string, Json> }])
  expect(schemas.get('s')).toBeUndefined()
  expect(problems).toMatchObject([{ severity: 'error' }])
})
