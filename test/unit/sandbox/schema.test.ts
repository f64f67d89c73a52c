import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/sandbox/json.ts'
import { profiles } from '../../../src/sandbox/profiles.ts'
import {
  checkIdentityMetaSchema,
  compileIdentitySchema,
  SchemaCompileError,
} from '../../../src/sandbox/schema/identity-schema.ts'

const rules = profiles['v26.2.0'].schemas

/** A schema whose only trait is `x`. */
function traitSchema(x: Json, rest: JsonObject = {}): JsonObject {
  return { properties: { traits: { type: 'object', properties: { x } } }, ...rest }
}

/** The reason with the pointers of the trait shortened to `X` (instance) and `S` (schema); `ok` without one. */
function validate(x: Json, value: Json, rest: JsonObject = {}): string {
  const run = compileIdentitySchema(traitSchema(x, rest), rules).run({ x: value })
  if (run.ok) return 'ok'
  return run.reason.replaceAll('I[#/traits/x', 'I[X').replaceAll('S[#/properties/traits/properties/x', 'S[S')
}

const draft4 = { $schema: 'http://json-schema.org/draft-04/schema#' }
const draft6 = { $schema: 'http://json-schema.org/draft-06/schema#' }

describe('keywords', () => {
  it.each<[Json, Json, string]>([
    [false, 1, 'I[X] S[S] always fail'],
    [{ type: ['integer', 'null'] }, 1.5, 'I[X] S[S/type] expected integer or null, but got number'],
    [{ type: 'integer' }, 1e21, 'I[X] S[S/type] expected integer, but got number'],
    [{ const: { a: 1 } }, 1, 'I[X] S[S/const] const failed'],
    [{ const: null }, 1, 'I[X] S[S/const] value must be <nil>'],
    [{ enum: [1, null, 'a"'] }, 2, 'I[X] S[S/enum] value must be one of "1", <nil>, "a\\""'],
    [{ enum: [true] }, 2, 'I[X] S[S/enum] value must be true'],
    [{ enum: [[]] }, 2, 'I[X] S[S/enum] enum failed'],
    [{ not: {} }, 2, 'I[X] S[S/not] not failed'],
    [{ minimum: 1000000 }, 1, 'I[X] S[S/minimum] must be >= 1e+06 but found 1'],
    [{ exclusiveMaximum: 0.5 }, 0.5, 'I[X] S[S/exclusiveMaximum] must be < 0.5 but found 0.5'],
    [{ multipleOf: 0.1 }, 0.3, 'ok'],
    [{ multipleOf: 0.1 }, 0.35, 'I[X] S[S/multipleOf] 0.35 not multipleOf 0.1'],
    [{ maxLength: 1 }, '😀😀', 'I[X] S[S/maxLength] length must be <= 1, but got 2'],
    [{ pattern: '\\d"' }, 'a', 'I[X] S[S/pattern] does not match pattern "\\\\d\\""'],
    [{ contentEncoding: 'base64' }, '!', 'I[X] S[S/contentEncoding] "!" is not base64 encoded'],
    [
      { contentMediaType: 'application/json' },
      '{',
      'I[X] S[S/contentMediaType] value is not of mediatype "application/json"',
    ],
    [{ minItems: 1 }, [], 'I[X] S[S/minItems] minimum 1 items allowed, but found 0 items'],
    [
      { items: [{}], additionalItems: false },
      [1, 2],
      'I[X] S[S/additionalItems] only 1 items are allowed, but found 2 items',
    ],
    [
      { items: [{}], additionalItems: { type: 'null' } },
      [1, 2],
      'I[X/1] S[S/additionalItems/type] expected null, but got number',
    ],
    [
      { contains: { const: 1 } },
      [2],
      'I[X] S[S/contains] contains failed\n  I[X/0] S[S/contains/const] value must be "1"',
    ],
    [{ minProperties: 1 }, {}, 'I[X] S[S/minProperties] minimum 1 properties allowed, but found 0 properties'],
    [
      { propertyNames: { maxLength: 1 } },
      { ab: 1 },
      'I[X/ab] S[S/propertyNames/maxLength] length must be <= 1, but got 2',
    ],
    [
      { patternProperties: { '^a/': { type: 'null' } } },
      { 'a/~ b': 1 },
      'I[X/a~1~0%20b] S[S/patternProperties/%5Ea~1/type] expected null, but got number',
    ],
    [
      { additionalProperties: { type: 'null' } },
      { a: 1 },
      'I[X/a] S[S/additionalProperties/type] expected null, but got number',
    ],
    [
      { dependencies: { a: ['b'] } },
      { a: 1 },
      'I[X] S[S/dependencies/a/0] property "b" is required, if "a" property exists',
    ],
    [
      { dependencies: { a: { required: ['b'] } } },
      { a: 1 },
      'I[X] S[S/dependencies/a/required] missing properties: "b"',
    ],
    [{ allOf: [{}, false] }, 1, 'I[X] S[S/allOf/1] allOf failed\n  I[X] S[S/allOf/1] always fail'],
    [{ oneOf: [{}, {}] }, 1, 'I[X] S[S/oneOf] valid against schemas at indexes 0 and 1'],
    [{ oneOf: [false] }, 1, 'I[X] S[S/oneOf] oneOf failed\n  I[X] S[S/oneOf/0] always fail'],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    [{ if: {}, then: false }, 1, 'I[X] S[S/then] if-then failed\n  I[X] S[S/then] always fail'],
    [{ if: false, else: false }, 1, 'I[X] S[S/else] if-else failed\n  I[X] S[S/else] always fail'],
    [{ dependentRequired: { a: ['b'] }, unevaluatedProperties: false, prefixItems: [false] }, { a: 1 }, 'ok'],
  ])('%j on %j', (x, value, expected) => {
    expect(validate(x, value)).toBe(expected)
  })

  it('puts several problems of a node below a head line, in the fixed order', () => {
    const x = { enum: ['b'], format: 'email', not: {}, anyOf: [false], minLength: 5, pattern: 'q' }
    expect(validate(x, 'a')).toBe(
      [
        'I[X] S[S] validation failed',
        '  I[X] S[S/enum] value must be "b"',
        '  I[X] S[S/format] "a" is not valid "email"',
        '  I[X] S[S/not] not failed',
        '  I[X] S[S/anyOf] anyOf failed',
        '    I[X] S[S/anyOf/0] always fail',
        '  I[X] S[S/minLength] length must be >= 5, but got 1',
        '  I[X] S[S/pattern] does not match pattern "q"',
      ].join('\n'),
    )
  })

  it.each<[string, Json, Json, JsonObject, string]>([
    ['const', { const: 1 }, 2, draft4, 'ok'],
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    ['if', { if: {}, then: false }, 2, draft6, 'ok'],
    [
      'exclusiveMinimum',
      { minimum: 1, exclusiveMinimum: true },
      1,
      draft4,
      'I[X] S[S/exclusiveMinimum] must be > 1 but found 1',
    ],
  ])('%s goes by the draft', (_, x, value, rest, expected) => {
    expect(validate(x, value, rest)).toBe(expected)
  })

  it('finds no members in the prototype', () => {
    const schema = { required: ['toString'], properties: { constructor: false } }
    expect(validate(schema, JSON.parse('{"__proto__":1}'))).toBe('I[X] S[S/required] missing properties: "toString"')
  })
})

describe('references', () => {
  const definitions = { d: { type: 'string' }, n: { $id: '#n', type: 'null' }, 'a/b': false }

  it.each([
    ['#/definitions/d', 'type] expected string, but got number'],
    ['#/definitions/a~1b', '] always fail'],
    ['#/$defs/e', 'type] expected object, but got number'],
  ])('%s', ($ref, end) => {
    const reason = validate({ $ref, type: 'null' }, 1, { definitions, $defs: { e: { type: 'object' } } })
    const [head, cause] = reason.split('\n')
    expect(head).toBe(`I[X] S[S/$ref] doesn't validate with "${$ref}"`)
    expect(cause).toMatch(
      new RegExp(`^ {2}I\\[X\\] S\\[${$ref.replace('$', '\\$')}/?${end.replace(/[\][]/g, '\\$&')}$`),
    )
  })

  it('resolves ids, the whole schema and the drafts', () => {
    expect(validate({ $ref: '#n' }, null, { definitions })).toBe('ok')
    expect(validate({ $ref: '#' }, { traits: { x: null } })).toBe('ok')
    expect(validate({ $ref: 'http://json-schema.org/draft-07/schema#' }, { type: 'null' })).toBe('ok')
  })

  it('gives up on references without end', () => {
    const endless = compileIdentitySchema(
      traitSchema({ $ref: '#/definitions/a' }, { definitions: { a: { $ref: '#/definitions/a' } } }),
      rules,
    )
    expect(() => endless.run({ x: 1 })).toThrow(SchemaCompileError)
  })
})

describe('schemas that do not compile', () => {
  it.each<[string, JsonObject]>([
    ['unknown draft', { $schema: 'https://json-schema.org/draft/2020-12/schema' }],
    ['look-around', traitSchema({ pattern: '^(?=a)b$' })],
    ['bad keyword', traitSchema({ minLength: -1 })],
    ['dangling reference', traitSchema({ $ref: '#/definitions/nope' })],
    ['reference to another document', traitSchema({ $ref: 'https://example.org/x.json' })],
    ['unknown extension member', traitSchema({ 'ory.sh/kratos': { credentials: { passwort: {} } } })],
    ['wrong extension member in a branch', traitSchema({ anyOf: [{ 'ory.sh/kratos': { verification: 1 } }] })],
    ['boolean schema in draft-04', { ...draft4, properties: { traits: true } }],
  ])('%s', (_, schema) => {
    expect(() => compileIdentitySchema(schema, rules)).toThrow(SchemaCompileError)
  })
})

describe('start-up rules', () => {
  it('accepts a usual schema', () => {
    expect(
      checkIdentityMetaSchema(
        traitSchema({ type: 'string', format: 'email', 'ory.sh/kratos': { verification: { via: 'email' } } }),
        rules,
      ),
    ).toEqual([])
  })

  it.each<[string, JsonObject, string]>([
    ['no traits', { properties: {} }, 'missing properties: "traits"'],
    ['no properties', { properties: { traits: {} } }, 'missing properties: "properties"'],
    [
      'empty properties',
      { properties: { traits: { properties: {} } } },
      'minimum 1 properties allowed, but found 0 properties',
    ],
    [
      'traits of another type',
      { properties: { traits: { type: 'string', properties: { x: {} } } } },
      'value must be "object"',
    ],
    ['look-around', traitSchema({ pattern: '^(?=a)b$' }), '"^(?=a)b$" is not valid "regex"'],
    [
      'verification with a format that it does not know',
      traitSchema({ format: 'uri', 'ory.sh/kratos': { verification: { via: 'email' } } }),
      'value must be one of "email", "tel", "date", "time", "date-time", "no-validate"',
    ],
    [
      'unknown channel',
      traitSchema({ 'ory.sh/kratos': { recovery: { via: 'phone' } } }),
      'value must be one of "email", "sms"',
    ],
  ])('%s', (_, schema, text) => {
    expect(checkIdentityMetaSchema(schema, rules).join('\n')).toContain(text)
  })

  it('leaves an unknown draft to the first use, as the server does', () => {
    const schema = { ...traitSchema({}), $schema: 'https://json-schema.org/draft/2020-12/schema' }
    expect(checkIdentityMetaSchema(schema, rules)).toEqual([])
  })
})
