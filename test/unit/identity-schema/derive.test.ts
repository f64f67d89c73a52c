import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { compileOne, email, identifier, identifierLines, marked, problemLines, schemaOf } from './schemas.ts'

const code = (via: 'email' | 'sms'): JsonObject => ({ credentials: { code: { identifier: true, via } } })

describe('derive', () => {
  it('keeps the order of the schema, not of the traits, and no repetition', () => {
    const schema = compileOne(schemaOf({ properties: { b: identifier(), a: email(), c: identifier() } }))
    expect(identifierLines(schema, { c: 'X', a: 'A@b', b: 'x' })).toEqual(['password x', 'password a@b'])
  })

  it.each<[string, JsonObject, Json, string[]]>([
    ['a phone to sign in with', marked(code('sms')), '+1 650-253-0000', ['code +16502530000']],
    ['a phone that is none', marked(code('sms')), '650', []],
    ['a code by email', marked(code('email')), ' Ann@X.org ', ['code ann@x.org']],
    ['a number', identifier({ type: 'number' }), 5, ['password 5']],
    ['null', identifier({ type: ['string', 'null'] }), null, ['password %!s(<nil>)']],
    ['Unicode as Go lower-cases it', identifier(), '\u00a0İΣ', ['password iσ']],
  ])('%s', (_name, node, value, expected) => {
    expect(identifierLines(compileOne(schemaOf({ properties: { x: node } })), { x: value })).toEqual(expected)
  })

  it('derives addresses as they are stored: a phone as typed', () => {
    const tel = { format: 'tel' }
    const schema = compileOne(
      schemaOf({
        properties: {
          phone: marked({ ...code('sms'), verification: { via: 'sms' }, recovery: { via: 'sms' } }, tel),
          mail: email(),
          other: marked({ verification: { via: 'email' } }, { format: 'no-validate' }),
        },
      }),
    )
    expect(schema.derive({ phone: '+1 650-253-0000', mail: 'A@b', other: ' Q ' })).toMatchObject({
      verifiable: [
        { via: 'sms', value: '+1 650-253-0000' },
        { via: 'email', value: 'a@b' },
        { via: 'email', value: 'q' },
      ],
      recovery: [
        { via: 'sms', value: '+1 650-253-0000' },
        { via: 'email', value: 'a@b' },
      ],
    })
  })
})

it('keeps addresses to verify and addresses to recover by apart', () => {
  const properties = { a: marked({ verification: { via: 'email' } }), b: marked({ recovery: { via: 'email' } }) }
  expect(compileOne(schemaOf({ properties })).derive({ a: 'a@x.org', b: 'b@x.org' })).toMatchObject({
    verifiable: [{ via: 'email', value: 'a@x.org' }],
    recovery: [{ via: 'email', value: 'b@x.org' }],
  })
})

describe('what the server would not survive', () => {
  it.each<[string, JsonObject, Json, string]>([
    [
      'null',
      identifier({ type: ['string', 'null'] }),
      null,
      'is a login identifier and must not be null: leave the line out',
    ],
    ['blank', identifier(), '  ', 'is a login identifier and must not be blank'],
    ['too long', identifier(), 'x'.repeat(256), 'is a login identifier and must have at most 255 characters'],
    ['no text', identifier({ type: 'boolean' }), true, 'is a login identifier and must be text'],
    ['NUL', { type: 'string' }, 'a\0b', 'must not contain a NUL character'],
  ])('%s', (_name, node, value, message) => {
    expect(problemLines(compileOne(schemaOf({ properties: { x: node } })), { x: value })).toEqual([
      `/traits/x ${message}`,
    ])
  })
})

describe('waysIn', () => {
  const none = {
    password: false,
    migrationHook: false,
    oidc: false,
    saml: false,
    passkey: false,
    webauthn: false,
    invited: false,
  }
  const schema = compileOne(
    schemaOf({
      properties: {
        user: identifier(),
        mail: marked({ ...code('email'), recovery: { via: 'email' } }),
        phone: marked(code('sms')),
        key: marked({ credentials: { webauthn: { identifier: true } } }),
      },
    }),
  )

  it.each([
    [{ user: 'a' }, none, ['none']],
    [{ user: 'a' }, { ...none, password: true }, ['password']],
    [{ user: 'a' }, { ...none, migrationHook: true }, ['migration_hook']],
    [{ mail: 'a@b' }, { ...none, password: true }, ['code_email', 'recovery']],
    [{ phone: '+16502530000' }, none, ['code_sms']],
    [{}, { ...none, oidc: true, saml: true }, ['oidc', 'saml']],
    [{ user: 'a' }, { ...none, passkey: true, webauthn: true }, ['passkey']],
    [{ key: 'a' }, { ...none, webauthn: true }, ['webauthn']],
    [{ user: 'a' }, { ...none, invited: true }, ['recovery']],
  ])('%j %j', (traits, credentials, expected) => expect(schema.waysIn(traits, credentials)).toEqual(expected))
})

describe('the shape of a schema', () => {
  const person = { properties: { email: email(), phone: marked(code('sms')), boss: { $ref: '#/definitions/person' } } }
  const schema = compileOne(
    schemaOf(
      {
        properties: {
          me: { $ref: '#/definitions/person' },
          'a/b': marked({ verification: { via: 'sms' } }, { format: 'tel' }),
        },
        anyOf: [{ properties: { fax: marked({ recovery: { via: 'sms' } }) } }],
      },
      { definitions: { person } },
    ),
  )

  it('finds phones through references and branches, once around a cycle', () => {
    expect(schema.phonePointers).toEqual(['/traits/me/phone', '/traits/a~1b', '/traits/fax'])
  })

  it('names the known properties of a node', () => {
    expect(schema.propertyNames('/traits')).toEqual(['me', 'a/b', 'fax'])
    expect(schema.propertyNames('/traits/me/boss/boss')).toEqual(['email', 'phone', 'boss'])
    expect(schema.propertyNames('/traits/none')).toEqual([])
  })
})
