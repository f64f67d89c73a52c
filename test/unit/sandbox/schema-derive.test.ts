import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/sandbox/json.ts'
import { profiles } from '../../../src/sandbox/profiles.ts'
import { compileIdentitySchema, type Derived } from '../../../src/sandbox/schema/identity-schema.ts'

const rules = profiles['v26.2.0'].schemas

const password = { credentials: { password: { identifier: true } } }
const codeSms = { credentials: { code: { identifier: true, via: 'sms' } } }
const codeEmail = { credentials: { code: { identifier: true, via: 'email' } } }
const nothing: Derived = { password: [], webauthn: [], code: [], verifiable: [], recovery: [] }

function run(x: JsonObject, value: Json) {
  return compileIdentitySchema({ properties: { traits: { properties: { x } } } }, rules).run({ x: value })
}

function marked(extension: JsonObject, value: Json, rest: JsonObject = {}) {
  return run({ 'ory.sh/kratos': extension, ...rest }, value)
}

describe('identifiers', () => {
  it.each<[string, JsonObject, Json, Partial<Derived>]>([
    ['lower case, rune by rune', password, 'ΟΔΟΣ İ', { password: ['οδοσ i'] }],
    ['untrimmed', password, ' Ann X ', { password: [' ann x '] }],
    ['blank, for the caller to refuse', password, '  ', { password: ['  '] }],
    ['null as Go prints it', password, null, { password: ['%!s(<nil>)'] }],
    [
      'other types as Go prints them',
      password,
      [1.5, true, { a: null }],
      { password: ['[1.5 %!s(bool=true) map[a:<nil>]]'] },
    ],
    ['webauthn', { credentials: { webauthn: { identifier: true } } }, 'A', { webauthn: ['a'] }],
    ['code by e-mail', codeEmail, ' Bob@Example.ORG ', { code: [{ identifier: 'bob@example.org', via: 'email' }] }],
    ['code by e-mail that is none', codeEmail, ' Bob ', { code: [{ identifier: ' Bob ', via: 'email' }] }],
    ['code by SMS', codeSms, '+1 650-253-0000', { code: [{ identifier: '+16502530000', via: 'sms' }] }],
    [
      'passkey, totp and organizations derive nothing',
      {
        credentials: { passkey: { display_name: true }, totp: { account_name: true } },
        organizations: { matcher: 'email_domain' },
      },
      'a',
      {},
    ],
  ])('%s', (_, extension, value, derived) => {
    expect(marked(extension, value)).toEqual({ ok: true, derived: { ...nothing, ...derived } })
  })

  it('of several items without duplicates, code sorted', () => {
    const items = { 'ory.sh/kratos': { credentials: { ...password.credentials, ...codeEmail.credentials } } }
    expect(run({ items }, ['B@x.org', 'a@x.org', 'b@x.org'])).toMatchObject({
      derived: {
        password: ['b@x.org', 'a@x.org'],
        code: [
          { identifier: 'a@x.org', via: 'email' },
          { identifier: 'b@x.org', via: 'email' },
        ],
      },
    })
  })

  it('stay when the branch that marks them fails', () => {
    const x = { anyOf: [{ 'ory.sh/kratos': password, type: 'string', minLength: 9 }, {}] }
    expect(run(x, 'Ann')).toMatchObject({ derived: { password: ['ann'] } })
  })

  it('are not marked beside a reference', () => {
    const schema = { properties: { traits: { properties: { x: { $ref: '#/d', 'ory.sh/kratos': password } } } }, d: {} }
    expect(compileIdentitySchema(schema, rules).run({ x: 'a' })).toEqual({ ok: true, derived: nothing })
  })
})

describe('addresses', () => {
  it.each<[string, JsonObject, JsonObject, Json, Partial<Derived>]>([
    [
      'e-mail',
      { verification: { via: 'email' } },
      { format: 'email' },
      'A@B.c',
      { verifiable: [{ via: 'email', value: 'a@b.c' }] },
    ],
    [
      'e-mail without format',
      { verification: { via: 'email' } },
      {},
      ' A@b.c',
      { verifiable: [{ via: 'email', value: 'a@b.c' }] },
    ],
    [
      'unchecked',
      { verification: { via: 'email' } },
      { format: 'no-validate' },
      ' Any ',
      { verifiable: [{ via: 'email', value: 'Any' }] },
    ],
    [
      'phone as typed',
      { verification: { via: 'sms' } },
      { format: 'tel' },
      '+1 650-253-0000',
      { verifiable: [{ via: 'sms', value: '+1 650-253-0000' }] },
    ],
    [
      'recovery by e-mail',
      { recovery: { via: 'email' } },
      {},
      'A@b.c',
      { recovery: [{ via: 'email', value: 'a@b.c' }] },
    ],
    [
      'recovery by SMS',
      { recovery: { via: 'sms' } },
      {},
      '+1 650-253-0000',
      { recovery: [{ via: 'sms', value: '+1 650-253-0000' }] },
    ],
  ])('%s', (_, extension, rest, value, derived) => {
    expect(marked(extension, value, rest)).toEqual({ ok: true, derived: { ...nothing, ...derived } })
  })
})

describe('what the extension refuses', () => {
  it.each<[string, JsonObject, Json, string]>([
    [
      'SMS without format',
      { verification: { via: 'sms' } },
      'x',
      '/format] no format specified. A format is required if verification is enabled. If this was intentional, please set "format" to "no-validate"',
    ],
    ['e-mail without format', { verification: { via: 'email' } }, null, '/format] %!q(<nil>) is not valid "email"'],
    ['recovery by e-mail', { recovery: { via: 'email' } }, 'x', '/format] "x" is not valid "email"'],
    ['recovery by SMS', { recovery: { via: 'sms' } }, '123', '/format] "123" is not valid "tel"'],
    [
      'code without channel',
      { credentials: { code: { identifier: true } } },
      'x',
      '/ory.sh~/kratos/credentials/code/via] channel type "" must be one of email, sms',
    ],
    ['no number', codeSms, 'x', '] the phone number supplied is not a number'],
    ['no country code', codeSms, '6502530000', '] invalid country code'],
    ['unknown country code', codeSms, '+999123456', '] invalid country code'],
    ['only a plus', codeSms, '+12', '] the phone number supplied is not a number'],
    ['too short', codeSms, '+491', '] the string supplied is too short to be a phone number'],
    ['too long', codeSms, '+4912345678901234567890', '] the string supplied is too long to be a phone number'],
    ['not in use', codeSms, '+16501', '] the provided number is not a valid phone number'],
  ])('%s', (_, extension, value, text) => {
    expect(marked(extension, value)).toEqual({
      ok: false,
      reason: `I[#/traits/x] S[#/properties/traits/properties/x${text}`,
    })
  })

  it('stops at the first of credentials, verification and recovery', () => {
    const extension = { ...codeSms, verification: { via: 'email' }, recovery: { via: 'email' } }
    const result = marked(extension, 'x')
    expect(result.ok ? '' : result.reason.split('\n')).toEqual([
      'I[#/traits/x] S[#/properties/traits/properties/x] the phone number supplied is not a number',
    ])
  })
})
