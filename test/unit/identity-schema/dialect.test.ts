import { describe, expect, it } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { compileOne, email, identifier, identifierLines, marked, problemLines, schemaOf } from './schemas.ts'

const webauthn = { credentials: { webauthn: { identifier: true } } }

/** Expectations are what Kratos v26.2.0 itself answers. */
const cases: readonly (readonly [name: string, schema: JsonObject, traits: Json, problems: string[], ids: string[]])[] =
  [
    [
      'array items',
      schemaOf({ properties: { emails: { type: 'array', items: email() } } }),
      { emails: ['x', 'C@d'] },
      ['/traits/emails/0 must be an email address'],
      ['password x', 'password c@d'],
    ],
    [
      'keywords beside $ref are ignored',
      schemaOf(
        {
          properties: {
            u: { $ref: '#/definitions/x', minLength: 99, type: 'number', ...identifier({ type: 'number' }) },
          },
        },
        { definitions: { x: marked(webauthn) } },
      ),
      { u: 'Aa' },
      [],
      ['webauthn aa'],
    ],
    [
      '$defs and odd pointers',
      schemaOf({ properties: { u: { $ref: '#/$defs/a~1b%20c' } } }, { $defs: { 'a/b c': identifier() } }),
      { u: 'A' },
      [],
      ['password a'],
    ],
    [
      'references by $id',
      schemaOf(
        { properties: { u: { $ref: '#name' } } },
        { $id: 'https://example.com/p', definitions: { n: identifier({ $id: '#name' }) } },
      ),
      { u: 'A' },
      [],
      ['password a'],
    ],
    [
      'recursion',
      schemaOf(
        { properties: { tree: { $ref: '#/definitions/node' } } },
        { definitions: { node: { properties: { u: identifier(), kids: { items: { $ref: '#/definitions/node' } } } } } },
      ),
      { tree: { u: 'A', kids: [{ u: 'B' }] } },
      [],
      ['password a', 'password b'],
    ],
    [
      'anyOf stops at the first that fits and keeps what the others left',
      schemaOf({
        properties: {
          u: {
            anyOf: [
              identifier({ maxLength: 1 }),
              marked(webauthn),
              marked({ credentials: { code: { identifier: true, via: 'email' } } }),
            ],
          },
        },
      }),
      { u: 'AB' },
      [],
      ['password ab', 'webauthn ab'],
    ],
    [
      'oneOf',
      schemaOf({ properties: { u: { oneOf: [{ type: 'null' }, email()] } } }),
      { u: 'zz' },
      ['/traits/u matches none of the 2 allowed forms: must be null; must be an email address'],
      ['password zz'],
    ],
    [
      'if, then',
      schemaOf({
        properties: { k: {} },
        if: { properties: { k: { const: 'a' } }, required: ['k'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: { properties: { u: identifier({ minLength: 3 }) } },
      }),
      { k: 'a', u: 'X' },
      ['/traits/u must have at least 3 characters'],
      ['password x'],
    ],
    [
      'formats apply to every type, unknown ones to none',
      schemaOf({ properties: { d: { format: 'date' }, e: { format: 'uuid' } } }),
      { d: 5, e: 5 },
      ['/traits/d must be in the format "date"'],
      [],
    ],
    [
      'a wrong type is told alone and derives nothing',
      schemaOf({ properties: { e: email() } }),
      { e: 5 },
      ['/traits/e must be a string'],
      [],
    ],
    [
      'RE2 patterns',
      schemaOf({ properties: { r: { pattern: '^\\pL+$' } } }),
      { r: '1' },
      ['/traits/r must match the pattern "^\\\\pL+$"'],
      [],
    ],
    [
      'draft-04',
      {
        ...schemaOf({ properties: { n: { minimum: 1, exclusiveMinimum: true, const: 7 }, id: identifier() } }),
        $schema: 'http://json-schema.org/draft-04/schema#',
        id: 'https://example.com/p',
      },
      { n: 1, id: 'A' },
      ['/traits/n must be > 1'],
      ['password a'],
    ],
    [
      'names that JavaScript objects have by birth',
      schemaOf({ required: ['toString'], additionalProperties: false }),
      { constructor: 1 },
      ['/traits "toString" is missing', '/traits "constructor" is not in the schema'],
      [],
    ],
    [
      'what newer drafts and OpenAPI have is ignored',
      schemaOf({
        properties: { u: identifier({ nullable: true }) },
        dependentRequired: { u: ['z'] },
        unevaluatedProperties: false,
      }),
      { u: null, q: 1 },
      ['/traits/u must be a string'],
      [],
    ],
  ]

describe('schemas as Kratos reads them', () => {
  it.each(cases)('%s', (_name, source, traits, problems, identifiers) => {
    const schema = compileOne(source)
    expect(problemLines(schema, traits)).toEqual(problems)
    expect(identifierLines(schema, traits)).toEqual(identifiers)
  })
})

describe('schemas that cannot be used', () => {
  it.each([
    [
      'another draft',
      { ...schemaOf({}), $schema: 'https://json-schema.org/draft/2020-12/schema' },
      'draft-04, draft-06 or draft-07',
    ],
    ['no traits', { properties: {} }, 'properties.traits.properties'],
    ['an unknown type', schemaOf({ properties: { a: { type: 'strng' } } }), '#/properties/traits/properties/a/type'],
    ['a list that is none', schemaOf({ required: 'email' }), '#/properties/traits/required'],
    [
      'a limit that is none',
      schemaOf({ properties: { a: { minLength: '3' } } }),
      '#/properties/traits/properties/a/minLength',
    ],
    ['a node that is none', schemaOf({ properties: { a: 'string' } }), '#/properties/traits/properties/a'],
    ['look-around', schemaOf({ properties: { a: { pattern: '(?=a)' } } }), 'the pattern "(?=a)" is not RE2'],
    ['a reference to nowhere', schemaOf({ properties: { a: { $ref: '#/definitions/no' } } }), '#/definitions/no'],
    ['another document', schemaOf({ properties: { a: { $ref: 'https://example.com/x' } } }), 'https://example.com/x'],
  ])('%s', (_name, schema, message) => {
    const { schemas, problems } = compileIdentitySchemas([{ id: 'x', schema: schema as JsonObject }])
    expect(problems).toMatchObject([{ id: 'x', severity: 'error', message: expect.stringContaining(message) }])
    expect([schemas.ids, schemas.get('x')]).toEqual([['x'], undefined])
  })

  it('warns about members of the extension that v26.2.0 does not know, and goes on', () => {
    const schema = schemaOf({ properties: { a: marked({ credentials: { password: { identifer: true } } }) } })
    const { schemas, problems } = compileIdentitySchemas([{ id: 'x', schema }])
    expect(problems).toMatchObject([
      { id: 'x', severity: 'warning', message: expect.stringContaining('password.identifer') },
    ])
    expect(schemas.get('x')).toBeDefined()
  })
})
