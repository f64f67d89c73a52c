import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import { parse, shown } from '../../support/config.ts'

const answer: JsonObject = {
  id: '9f425a8d-7efc-4768-8f23-7647a74fdf13',
  external_id: 'emp-1',
  credentials: {
    code: { type: 'code', identifiers: ['a@example.com'], version: 1, created_at: 'x', updated_at: 'x' },
    password: { type: 'password', identifiers: ['a@example.com'], version: 0, created_at: 'x', updated_at: 'x' },
  },
  schema_id: 'person',
  schema_url: 'http://127.0.0.1:4433/schemas/cGVyc29u',
  state: 'active',
  state_changed_at: '2026-11-28T01:05:12.1+01:00',
  traits: { email: 'a@example.com' },
  verifiable_addresses: [
    {
      id: 'd3cd5d5c-92d9-4a6e-9b76-3e4e0b7ea6b8',
      value: 'a@example.com',
      verified: true,
      via: 'email',
      status: 'completed',
      verified_at: '2026-11-28T01:05:12.123456789+01:00',
      created_at: '2026-11-28T00:05:12Z',
      updated_at: '2026-11-28T00:05:12Z',
    },
  ],
  recovery_addresses: [{ id: 'x', value: 'a@example.com', via: 'email', created_at: 'x', updated_at: 'x' }],
  metadata_public: null,
  metadata_admin: { idctl: { v: 1 }, note: 'kept' },
  created_at: '2026-11-28T00:05:12Z',
  updated_at: '2026-11-28T00:05:12Z',
  organization_id: null,
}

const hint =
  'delete id, schema_url, state_changed_at, created_at, updated_at, verifiable_addresses[].id, verifiable_addresses[].created_at, ' +
  'verifiable_addresses[].updated_at, recovery_addresses[].id, recovery_addresses[].created_at, recovery_addresses[].updated_at, ' +
  'credentials, metadata_admin.idctl'

describe('a pasted answer of Kratos', () => {
  const summary = 'this is an answer of Kratos, with keys that only the server sets'

  test('is one error that says all that must go', () => {
    const { diagnostics } = parse({ 'a.json': JSON.stringify(answer, null, 2) })
    expect(shown(diagnostics)).toEqual([`IDC230 a.json:1:1 ${summary}`])
    expect(diagnostics[0]?.hint).toBe(hint)
  })

  test('with a region, which a newer server answers, is one error, too', () => {
    const { diagnostics } = parse({ 'a.json': JSON.stringify({ ...answer, region: 'eu-central' }, null, 2) })
    expect(diagnostics.map(({ code }) => code)).toEqual(['IDC230'])
    expect(diagnostics[0]?.hint).toContain('region')
  })

  test('is one error for a whole list', () => {
    const { diagnostics } = parse({ 'a.json': JSON.stringify([answer, answer], null, 2) })
    expect(shown(diagnostics)).toEqual([`IDC230 a.json:2:3 ${summary}`])
    expect(diagnostics[0]).toMatchObject({ hint, related: [{ line: 64 }] })
  })

  test('keeps what can be imported', () => {
    const config = { hashed_password: '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6' }
    const providers = [{ initial_id_token: '', subject: 's', provider: 'google', organization: '' }]
    const credentials = {
      password: { type: 'password', version: 0, config },
      oidc: { type: 'oidc', config: { providers } },
      saml: { type: 'saml', config: { providers: [{ subject: '', provider: '' }] } },
    }
    const { diagnostics } = parse({ 'a.json': JSON.stringify({ ...answer, credentials }) })
    expect(diagnostics[0]?.hint).toContain(
      'credentials.password.type, credentials.password.version, credentials.oidc.type, ' +
        'credentials.oidc.config.providers[].initial_id_token, credentials.oidc.config.providers[].organization, credentials.saml, ',
    )
  })

  test('does not hide other mistakes', () => {
    const { diagnostics } = parse({ 'a.json': JSON.stringify({ ...answer, state: 'asleep' }, null, 2) })
    expect(diagnostics.map(({ code }) => code)).toEqual(['IDC230', 'IDC213'])
  })
})

const recorded = join(import.meta.dirname, '../../recorded')
const profiles = ['v1.3.1', 'v25.4.0', 'v26.2.0']

/** Every identity that a real server has answered with. */
function answersOf(profile: string): JsonObject[] {
  const folder = join(recorded, profile)
  const transcripts = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json)
  const found = new Map<string, JsonObject>()
  const visit = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(visit)
    if (!isJsonObject(value)) return
    if ('schema_url' in value && 'created_at' in value) found.set(JSON.stringify(value), value)
    else Object.values(value).forEach(visit)
  }
  transcripts.forEach(visit)
  return [...found.values()]
}

/** Does what the hint says. */
function follow(value: JsonObject, given: string): JsonObject {
  const result = structuredClone(value)
  for (const path of given.replace(/^delete /, '').split(', ')) remove(result, path.split('.'))
  return result
}

function remove(value: Json | undefined, [segment = '', ...rest]: readonly string[]): void {
  if (!isJsonObject(value)) return
  const name = segment.replace(/\[\]$/, '')
  if (rest.length === 0) delete value[name]
  else for (const item of segment === name ? [value[name]] : ((value[name] ?? []) as Json[])) remove(item, rest)
}

describe.each(profiles)('what %s answered', (profile) => {
  test('leads to one error, and its hint to none', () => {
    const answers = answersOf(profile)
    expect(answers.length).toBeGreaterThan(50)
    const codesOf = (texts: readonly JsonObject[]) => {
      const files = texts.map((text, index) => [`${index}.json`, JSON.stringify(text)] as const)
      const { diagnostics } = parse(Object.fromEntries(files))
      return files.map(([file]) => diagnostics.filter(({ at }) => at?.file === `identities/${file}`))
    }
    const before = codesOf(answers)
    const after = codesOf(answers.map((one, index) => follow(one, before[index]?.[0]?.hint ?? '')))
    for (const [index, [first, ...rest]] of before.entries()) {
      expect(first?.code).toBe('IDC230')
      // The recordings have hashes that no login would match, metadata that is no object, and half a character.
      expect(rest.every(({ code }) => ['IDC601', 'IDC213', 'IDC210'].includes(code))).toBe(true)
      expect(after[index]?.map(({ code }) => code)).toEqual(rest.map(({ code }) => code))
    }
  })
})
