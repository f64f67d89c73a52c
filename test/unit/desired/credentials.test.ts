import { describe, expect, test } from 'vitest'
import { secretResolver } from '../../../src/desired/files/secrets.ts'
import { parseFolder } from '../../../src/desired/parse.ts'
import { digestOf } from '../../../src/model/digest.ts'
import { configFor, parse, shown } from '../../support/config.ts'
import { project, writeFiles } from '../../support/temp-project.ts'

// bcrypt of a published example.
const hash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'

const key =
  '{id: AAEC, public_key: AAEC, attestation_type: none, display_name: CANARY, added_at: 2026-01-31T12:00:00Z, is_passwordless: true}'

function credentialsOf(text: string) {
  const { documents, diagnostics } = parse({ 'a.yaml': `credentials: ${text}` })
  expect(shown(diagnostics)).toEqual([])
  return documents[0]?.credentials
}

describe('what is taken', () => {
  test.each([
    ['config: ', '/config'],
    ['', ''],
  ])('a hash, as Kratos has it or directly (%s)', (config, below) => {
    const inner = `{hashed_password: "${hash}"}`
    expect(credentialsOf(`{password: ${config === '' ? inner : `{config: ${inner}}`}}`)).toEqual({
      password: {
        hashed_password: {
          from: `identities/a.yaml#/credentials/password${below}/hashed_password`,
          fingerprint: digestOf(hash),
        },
      },
    })
  })

  test('a plain password leaves no fingerprint', () => {
    expect(credentialsOf('{password: {password: CANARY-plain}}')).toEqual({
      password: { password: { from: 'identities/a.yaml#/credentials/password/password' } },
    })
  })

  test.each(['{use_password_migration_hook: true}', '{use_password_migration_hook: true, hashed_password: ""}'])(
    'the migration hook: %s',
    (text) => {
      expect(credentialsOf(`{password: {config: ${text}}}`)).toEqual({
        password: { use_password_migration_hook: true },
      })
    },
  )

  test('links', () => {
    const text =
      '{oidc: {config: {providers: [{provider: google, subject: "1", use_auto_link: true}]}}, saml: {providers: [{provider: okta, subject: a}]}}'
    expect(credentialsOf(text)).toEqual({
      oidc: { providers: [{ provider: 'google', subject: '1', use_auto_link: true }] },
      saml: { providers: [{ provider: 'okta', subject: 'a' }] },
    })
  })
})

describe('what later servers take', () => {
  test('plain secrets leave no fingerprint, public keys do', () => {
    const text = `{totp: {config: {totp_url: "otpauth://totp/a?secret=CANARY"}}, lookup_secret: {codes: [{code: CANARY}]}, webauthn: {credentials: [${key}]}, passkey: {user_handle: AAEC, credentials: [${key}]}}`
    const credentials = credentialsOf(text)
    const from = (place: string) => `identities/a.yaml#/credentials/${place}`
    expect(credentials).toEqual({
      totp: { from: from('totp/config') },
      lookup_secret: { from: from('lookup_secret') },
      webauthn: { from: from('webauthn'), fingerprint: expect.stringMatching(/^[\w-]{16}$/) },
      passkey: { from: from('passkey'), fingerprint: expect.stringMatching(/^[\w-]{16}$/) },
    })
  })

  test('their secrets may be references, which apply resolves', () => {
    const text = '{totp: {totp_url: "${env:IDCTL_DOC_T}"}, lookup_secret: {codes: [{code: "a${env:IDCTL_DOC_T}"}]}}'
    const root = project({ 'identities/a.yaml': `credentials: ${text}` })
    const { documents, diagnostics } = parseFolder(configFor(root), { variables: {}, resolveSecrets: false })
    expect(shown(diagnostics)).toEqual([])
    expect(documents[0]?.credentials).toMatchObject({ totp: { from: expect.any(String) } })
    const { literal } = secretResolver(configFor(root), { IDCTL_DOC_T: 'CANARY' })
    expect(literal('identities/a.yaml#/credentials/totp')).toEqual({ totp_url: 'CANARY' })
    expect(literal('identities/a.yaml#/credentials/lookup_secret')).toEqual({ codes: [{ code: 'aCANARY' }] })
    expect(() => secretResolver(configFor(root), {}).literal('identities/a.yaml#/credentials/totp')).toThrow('not set')
  })
})

test('null says that what idctl wrote is deleted', () => {
  const text = '{password: null, oidc: null, saml: null, totp: null, lookup_secret: null, webauthn: null}'
  const nothing = { password: null, oidc: null, saml: null, totp: null, lookup_secret: null, webauthn: null }
  expect(credentialsOf(text)).toEqual(nothing)
})

describe('a hash from a reference', () => {
  const text = 'credentials: {password: {hashed_password: "${env:IDCTL_DOC_H}"}}'
  const read = (variables: Record<string, string>) =>
    parseFolder(configFor(project({ 'identities/a.yaml': text })), { variables, resolveSecrets: false })

  test('has a fingerprint where its value is here, and never its value', () => {
    const { documents } = read({ IDCTL_DOC_H: hash })
    expect(documents[0]?.credentials?.password?.hashed_password).toEqual({
      reference: '${env:IDCTL_DOC_H}',
      fingerprint: digestOf(hash),
    })
    expect(read({}).documents[0]?.credentials?.password?.hashed_password).toEqual({ reference: '${env:IDCTL_DOC_H}' })
  })

  test('is checked where its value is here', () => {
    const { diagnostics } = read({ IDCTL_DOC_H: 'CANARY' })
    expect(diagnostics).toMatchObject([{ code: 'IDC601', secret: true }])
    expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
  })
})

test('credentials_version is a whole number from 1 on', () => {
  const version = (value: string) => parse({ 'a.yaml': `idctl: {key: a, credentials_version: ${value}}` })
  expect(version('3').documents[0]?.credentialsVersion).toBe(3)
  for (const wrong of ['0', '1.5', '"1"']) expect(version(wrong).diagnostics).toMatchObject([{ code: 'IDC213' }])
})

describe('what is refused', () => {
  test.each([
    ['{passkey: null}', 'IDC220 Kratos cannot delete passkeys: people do that themselves'],
    ['{password: {}}', 'IDC220 the password has no hash, no plain text and no migration hook'],
    ['{password: {config: null}}', 'IDC220 credentials.password.config must be a map'],
    [
      '{password: {config: {hashed_password: ""}}}',
      'IDC601 `credentials.password.config.hashed_password` is not in a hash format that Kratos imports',
    ],
    [
      '{password: {use_password_migration_hook: false}}',
      'IDC220 the password has no hash, no plain text and no migration hook',
    ],
    [
      `{password: {hashed_password: "${hash}", password: CANARY}}`,
      'IDC220 hashed_password, password and use_password_migration_hook exclude each other',
    ],
    [
      '{password: {use_password_migration_hook: true, password: CANARY}}',
      'IDC220 hashed_password, password and use_password_migration_hook exclude each other',
    ],
    [
      '{password: {hashed_password: CANARY}}',
      'IDC601 `credentials.password.hashed_password` is not in a hash format that Kratos imports',
    ],
    [
      `{password: {password: ${'CANARY'.repeat(13)}}}`,
      'IDC602 `credentials.password.password` is longer than 72 bytes, more than bcrypt takes',
    ],
    [
      '{password: {hashed_pasword: CANARY, password: x}}',
      'IDC212 unknown key `hashed_pasword` in `credentials.password`',
    ],
    ['{password: {config: {password: x}, identifiers: []}}', 'IDC220 unknown key `identifiers` beside config'],
    ['{password: {password: 12345}}', 'IDC213 `credentials.password.password` must be a text, not a number'],
    ['{oidc: {providers: []}}', 'IDC213 `credentials.oidc.providers` must not be empty'],
    [
      '{oidc: {providers: [{provider: g, subject: a}, {provider: g, subject: a}]}}',
      'IDC220 `credentials.oidc.providers[1]` repeats a link',
    ],
    ['{totp: {config: {totp_url: CANARY}}}', 'IDC213 `credentials.totp.config.totp_url` must start with otpauth://'],
    ['{lookup_secret: {codes: []}}', 'IDC213 `credentials.lookup_secret.codes` must not be empty'],
    [
      '{lookup_secret: {codes: [{code: CANARY, user: x}]}}',
      'IDC212 unknown key `user` in `credentials.lookup_secret.codes[0]`',
    ],
    [
      `{webauthn: {credentials: [${key.replace('AAEC', 'CANARY!')}]}}`,
      'IDC213 `credentials.webauthn.credentials[0].id` must be base64 with padding',
    ],
    [`{passkey: {credentials: [${key}]}}`, 'IDC213 `credentials.passkey.user_handle` is missing'],
    ['{code: {}}', 'IDC221 code credentials cannot be imported'],
    ['{pasword: {}}', 'IDC221 unknown credential type `pasword`'],
    ['CANARY', 'IDC213 `credentials` must be a map'],
  ])('%s', (text, expected) => {
    const { diagnostics } = parse({ 'a.yaml': `credentials: ${text}` })
    const [first] = shown(diagnostics).map((line) => line.replace(/ a\.yaml:\d+:\d+/, ''))
    expect(first).toBe(expected)
    expect(diagnostics.every(({ secret }) => secret === true)).toBe(true)
    expect(JSON.stringify(diagnostics)).not.toContain('CANARY')
  })
})

describe('fetching secrets again', () => {
  const config = (root: string) => configFor(root)

  test('every literal is found where the plan says', () => {
    const one = `credentials: {password: {config: {hashed_password: "${hash}"}}}`
    const root = project({
      'identities/sole.yaml': one,
      'identities/list.yaml': `- ${one.replace(hash, hash.replace('Zs', 'Zt'))}\n- traits: {}\n- credentials: {password: {password: "a$\${b"}}\n`,
      'identities/lines.ndjson': '{}\n\n{"credentials":{"password":{"password":"third"}}}\n',
    })
    const { documents, diagnostics } = parseFolder(config(root), { variables: {}, resolveSecrets: false })
    expect(shown(diagnostics)).toEqual([])
    const resolver = secretResolver(config(root), {})
    const found = documents.flatMap(({ credentials }) => {
      const secret = credentials?.password?.hashed_password ?? credentials?.password?.password
      return secret && 'from' in secret ? [[secret.from.split('#')[1], resolver.literal(secret.from)]] : []
    })
    expect(found).toEqual([
      ['1:/credentials/password/password', 'third'],
      ['0:/credentials/password/config/hashed_password', hash.replace('Zs', 'Zt')],
      ['2:/credentials/password/password', 'a${b'],
      ['/credentials/password/config/hashed_password', hash],
    ])
  })

  test('nothing else is given: other nodes, other files, references', () => {
    const root = project({
      'idctl.yaml': 'credentials: {password: {password: CANARY}}',
      'identities/a.yaml': 'traits: {a: CANARY}\ncredentials: {password: {password: "${env:IDCTL_DOC_A}"}}',
    })
    const { literal } = secretResolver(config(root), { IDCTL_DOC_A: 'CANARY' })
    const places = [
      'identities/a.yaml#/traits/a',
      'identities/a.yaml#/credentials/password/password',
      'idctl.yaml#/credentials/password/password',
      'identities/../idctl.yaml#/credentials/password/password',
      'gone.yaml#/credentials/password/password',
      'nonsense',
    ]
    expect(places.map((from) => literal(from))).toEqual(places.map(() => undefined))
  })

  test('a place of several documents is gone when one is left, as the index may mean another', () => {
    const root = project({ 'identities/a.yaml': '- credentials: {password: {password: a}}\n- {}' })
    const from = 'identities/a.yaml#0:/credentials/password/password'
    expect(secretResolver(config(root), {}).literal(from)).toBe('a')
    writeFiles(root, { 'identities/a.yaml': 'credentials: {password: {password: a}}' })
    expect(secretResolver(config(root), {}).literal(from)).toBeUndefined()
  })

  test('references, also of whole lists', () => {
    const { reference } = secretResolver(config(project({ 'x.txt': 'file\n' })), { IDCTL_DOC_A: 'a', HOME: 'x' })
    expect(reference('1${env:IDCTL_DOC_A}$${2}')).toBe('1a${2}')
    expect(reference('${json:["${file:x.txt}",1,{"b":["$${"]}]}')).toEqual(['file', 1, { b: ['${'] }])
    expect(() => reference('${env:IDCTL_DOC_B}')).toThrow('the variable `IDCTL_DOC_B` is not set')
    expect(() => reference('${env:HOME}')).toThrow('documents may not use')
  })
})
