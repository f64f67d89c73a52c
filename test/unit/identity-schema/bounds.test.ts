import { describe, expect, test } from 'vitest'
import { identifyDocuments } from '../../../src/desired/judge/identify.ts'
import { validateIdentities } from '../../../src/desired/judge/validate.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { parse } from '../../support/config.ts'
import { expectLinear } from '../../support/growth.ts'

function schemaWith(properties: JsonObject, definitions: JsonObject = {}, more: JsonObject = {}): JsonObject {
  const email = { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } }
  return { definitions, properties: { traits: { type: 'object', properties: { email, ...properties }, ...more } } }
}

const ref = (name: string | number): JsonObject => ({ $ref: `#/definitions/${name}` })
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** `d0` asks twice for `d1`, that twice for `d2` …: what looks harmless is 2 to the `length`. */
function chain(length: number, link: (next: JsonObject) => JsonObject): JsonObject {
  const links = range(length).map((index) => [`d${index}`, link(ref(`d${index + 1}`))] as const)
  return Object.fromEntries([...links, [`d${length}`, { type: 'string' }]])
}

describe('a schema that looks at one value without end is a mistake in the schema', () => {
  const twice = (keyword: string) => (next: JsonObject) => ({ [keyword]: [next, next] })

  test.each<readonly [string, JsonObject, RegExp]>([
    ['a chain of allOf', schemaWith({ x: ref('d0') }, chain(26, twice('allOf'))), /more than 10000 times/],
    ['a longer one', schemaWith({ x: ref('d0') }, chain(1000, twice('allOf'))), /more than 10000 times/],
    ['a chain of anyOf', schemaWith({ x: ref('d0') }, chain(60, twice('anyOf'))), /more than 10000 times/],
    ['a chain of oneOf', schemaWith({ x: ref('d0') }, chain(60, twice('oneOf'))), /more than 10000 times/],
    [
      'conditions',
      schemaWith(
        { x: ref('d0') },
        chain(60, (next) => ({ if: next, else: next })),
      ),
      /more than 10000/,
    ],
    [
      'dependencies',
      schemaWith(
        {},
        chain(60, (next) => ({ dependencies: { a: next, b: next } })),
        ref('d0'),
      ),
      /10000/,
    ],
    ['anyOf of itself', schemaWith({ x: ref('a') }, { a: { anyOf: [ref('a')] } }), /refers to itself endlessly/],
    ['a reference to itself', schemaWith({ x: ref('a') }, { a: ref('a') }), /refers to itself endlessly/],
    [
      'two that refer to each other',
      schemaWith({ x: ref('a') }, { a: { not: ref('b') }, b: { allOf: [ref('a')] } }),
      /itself/,
    ],
    ['the whole in itself', schemaWith({}, {}, { allOf: [{ $ref: '#/properties/traits' }] }), /refers to itself/],
    ['a reference that is spelt otherwise', schemaWith({ x: ref('%61') }, { a: { anyOf: [ref('a')] } }), /itself/],
    ['very many levels', schemaWith({ x: JSON.parse(`${'{"not":'.repeat(5000)}{}${'}'.repeat(5000)}`) }), /nested too/],
    [
      'very many lists',
      schemaWith({ x: { enum: JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`) } }),
      /nested too/,
    ],
    ['everybody in everybody', schemaWith({ x: ref(0) }, everybody(9)), /more than 100000 places/],
  ])('%s', (_, schema, message) => {
    const { schemas, problems } = compileIdentitySchemas([{ id: 'person', schema }])
    expect(schemas.get('person')).toBeUndefined()
    expect(problems).toMatchObject([{ id: 'person', severity: 'error', message: expect.stringMatching(message) }])
  })

  /** Each definition has each of them as properties: as many places as there are orders. */
  function everybody(count: number): JsonObject {
    const properties = Object.fromEntries(range(count).map((index) => [`p${index}`, ref(index)]))
    return Object.fromEntries(range(count).map((index) => [`${index}`, { properties }]))
  }

  test('a tree, and a list of what it is itself, are ordinary', () => {
    const tree = { properties: { value: { type: 'string' }, children: { items: ref('tree') }, left: ref('tree') } }
    const schema = schemaWith({ tree: ref('tree') }, { tree: { anyOf: [{ type: 'string' }, tree] } })
    const { schemas, problems } = compileIdentitySchemas([{ id: 'person', schema }])
    expect(problems).toEqual([])
    const traits = { tree: { left: { left: 'x', children: ['y', { value: 1 }] } } }
    expect(schemas.get('person')?.validate(traits)).toHaveLength(1)
  })
})

function compiled(schema: JsonObject): IdentitySchema {
  const { schemas, problems } = compileIdentitySchemas([{ id: 'person', schema }])
  expect(problems).toEqual([])
  return schemas.get('person') as IdentitySchema
}

/** `{"a":{"a":…}}` */
function nested(depth: number, inmost: Json): Json {
  return range(depth).reduce<Json>((value) => ({ a: value }), inmost)
}

describe('a value that its schema makes dear is a mistake at the document, and costs no more than that', () => {
  // Both forms look at what is below, so each level doubles the work.
  const doubling = { anyOf: [{ properties: { a: ref('d') }, required: ['b'] }, { properties: { a: ref('d') } }] }
  const schema = compiled(schemaWith({ x: ref('d') }, { d: doubling }))

  test('few levels are checked', () => {
    expect(schema.validate({ email: 'a@example.org', x: nested(5, {}) })).toEqual([])
  })

  test('many levels are told, and nothing is derived from them', () => {
    const traits = { email: 'a@example.org', x: nested(90, {}) }
    expect(schema.validate(traits)).toMatchObject([{ path: '/traits', keyword: 'steps' }])
    expect(schema.identifiers(traits)).toBeUndefined()
    expect(schema.derive(traits).identifiers).toEqual([])
    // The next value is another one.
    expect(schema.identifiers({ email: 'a@example.org' })).toHaveLength(1)
  })

  test('the document is named', () => {
    const deep = `${'{ a: '.repeat(60)}x${' }'.repeat(60)}`
    const { documents } = parse({ 'a.yaml': `traits: { email: a@example.org, x: ${deep} }\nidctl: { key: a }\n` })
    const schemas = { ids: ['person'], get: () => schema, refusalOf: () => undefined }
    const { identities } = identifyDocuments(documents, schemas)
    const codes = validateIdentities(identities, schemas, { complete: true }).map(({ code, at }) => [code, at?.file])
    expect(codes).toEqual([['IDC419', 'identities/a.yaml']])
  })

  test('a reference without end by the name of a schema is found when it is met', () => {
    const definitions = { d: { $id: 'https://example.com/d', anyOf: [{ $ref: 'https://example.com/d' }] } }
    const endless = compiled(schemaWith({ x: ref('d') }, definitions))
    expect(endless.validate({ x: 1 })).toMatchObject([{ keyword: 'steps' }])
    expect(endless.validate({ email: 'a@example.org' })).toEqual([])
  })
})

test('forms within forms are told in few words', () => {
  const form = {
    anyOf: [{ type: 'string' }, { properties: { a: ref('d') }, type: 'object' }, { type: 'object', required: ['z'] }],
  }
  const schema = compiled(schemaWith({ x: ref('d') }, { d: form }))
  const [problem, ...others] = schema.validate({ x: nested(80, 1) })
  expect(others).toEqual([])
  expect(problem?.message.length).toBeLessThan(2000)
})

describe('unique elements', () => {
  const schema = compiled(schemaWith({ x: { type: 'array', uniqueItems: true } }))
  const problems = (x: Json) => schema.validate({ x }).map(({ path, message }) => `${path} ${message}`)

  test('are compared as JSON', () => {
    expect(problems([1, '1', null, [1], { a: 1, b: 2 }])).toEqual([])
    expect(problems([1, 2, 1.0])).toEqual(['/traits/x elements 0 and 2 are equal'])
    expect(problems([{ a: 1, b: [2] }, 0, { b: [2], a: 1 }])).toEqual(['/traits/x elements 0 and 2 are equal'])
    expect(schema.validate({ x: 'no list' })).toHaveLength(1)
  })

  test('take time that grows with their number', () => {
    const list = (size: number) => range(size).map((index) => ({ index }))
    expectLinear(
      (size) => void schema.validate({ x: list(size) }),
      (size) => void JSON.stringify(list(size)),
      3000,
    )
  })
})

test('as many mistakes as leaves are placed in time that grows with their number', () => {
  const schema = compiled(schemaWith({}, {}, { additionalProperties: { type: 'string' } }))
  const schemas = { ids: ['person'], get: () => schema, refusalOf: () => undefined }
  const check = (traits: (size: number) => string) => (size: number) => {
    const { documents } = parse({ 'a.yaml': `traits:\n  email: a@example.org\n${traits(size)}idctl: { key: a }\n` })
    validateIdentities(identifyDocuments(documents, schemas).identities, schemas, { complete: false })
  }
  const lines = (value: string) => (size: number) =>
    range(size)
      .map((index) => `  a${index}: ${value}\n`)
      .join('')
  expectLinear(check(lines('{ b: 1 }')), check(lines('text')), 300)
})
