import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { JsonObject } from '../../../src/model/json.ts'

function schemaOf(traits: JsonObject, more: JsonObject = {}): IdentitySchema {
  const schema = { ...more, properties: { traits: { type: 'object', ...traits } } }
  const compiled = compileIdentitySchemas([{ id: 'person', schema }]).schemas.get('person')
  if (compiled === undefined) throw new Error('the schema of the test cannot be used')
  return compiled
}

const text = { type: 'string' }
const closed = { additionalProperties: false }
const word = (traits: JsonObject, pointer: string, more?: JsonObject) => {
  const place = schemaOf(traits, more).allowedAt(pointer)
  if (place.kind !== 'possible') return `${place.kind} ${place.depth}`
  return `possible${place.mayBeList ? ' list' : ''}${place.mayBeMap ? ' map' : ''}`
}

test.each<[string, JsonObject, string]>([
  ['/traits', { properties: { name: text }, ...closed }, 'possible map'],
  ['/traits/name', { properties: { name: text }, ...closed }, 'possible'],
  ['/traits/nam', { properties: { name: text }, ...closed }, 'closed 1'],
  ['/traits/nam', { properties: { name: text } }, 'possible list map'],
  ['/traits/nam', { properties: { name: text }, additionalProperties: text }, 'possible list map'],
  ['/traits/nam', { properties: {}, ...closed, patternProperties: { '^n': text } }, 'possible list map'],
  ['/traits/name/first', { properties: { name: text } }, 'closed 2'],
  ['/traits/name/first', { properties: { name: {} } }, 'possible list map'],
  ['/traits/name/first', { properties: { name: { type: ['string', 'object'] } } }, 'possible list map'],
  ['/traits/roles', { properties: { roles: { type: 'array' } } }, 'possible list'],
  ['/traits/roles/0', { properties: { roles: { type: 'array' } } }, 'below-list 2'],
  ['/traits/roles/0', { properties: { roles: { type: ['array', 'null'] } } }, 'below-list 2'],
  ['/traits/roles/0', { properties: { roles: { type: ['array', 'object'] } } }, 'possible list map'],
  // A branch that need not hold closes nothing, and what it declares may be there.
  ['/traits/x', { properties: {}, anyOf: [{ ...closed }, {}] }, 'possible list map'],
  ['/traits/x', { properties: {}, ...closed, anyOf: [{ properties: { x: text } }] }, 'possible list map'],
  ['/traits/name/x', { properties: { name: { oneOf: [text, { type: 'object' }] } } }, 'possible list map'],
  ['/traits/x', { properties: {}, allOf: [{ properties: { name: text }, ...closed }] }, 'closed 1'],
  ['/traits/toString', { properties: {}, ...closed }, 'closed 1'],
  ['/traits/a~1b', { properties: { 'a/b': text }, ...closed }, 'possible'],
])('%s in %j', (pointer, traits, expected) => {
  expect(word(traits, pointer)).toBe(expected)
})

test('references are followed, also in circles', () => {
  const definitions = { node: { type: 'object', properties: { next: { $ref: '#/definitions/node' } }, ...closed } }
  const traits = { properties: { first: { $ref: '#/definitions/node' } }, ...closed }
  expect(word(traits, '/traits/first/next/next/next', { definitions })).toBe('possible map')
  expect(word(traits, '/traits/first/next/nxt', { definitions })).toBe('closed 3')
})
