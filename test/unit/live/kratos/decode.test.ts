import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeBatch, decodeIdentities, decodeIdentity } from '../../../../src/live/kratos/decode.ts'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../../../src/model/json.ts'
import { idOf, recordedSteps, row } from './scripted-kratos.ts'

function decoded(value: unknown) {
  const result = decodeIdentity(value)
  if (!result.ok) throw new Error(result.problem)
  return result.value
}

function problemOf(value: unknown): string | undefined {
  const result = decodeIdentity(value)
  return result.ok ? undefined : result.problem
}

describe('recorded answers', () => {
  const scenarios = readdirSync(new URL('../../../recorded/v26.2.0/', import.meta.url)).map((name) => name.slice(0, -5))

  test.each(scenarios)('%s: every identity decodes', (scenario) => {
    const problems = recordedSteps(scenario)
      .filter(({ response }) => response.status < 300)
      .flatMap(({ response }) => identitiesOf(response.body ?? null))
      .map(problemOf)
    expect(problems.filter((problem) => problem !== undefined)).toEqual([])
  })

  function identitiesOf(body: Json): JsonObject[] {
    return [body].flat().filter((item): item is JsonObject => isJsonObject(item) && 'traits' in item && 'id' in item)
  }
})

describe('identity', () => {
  test('reads and write answers differ only in what is not there (API reference §3.2)', () => {
    const [written, read] = recordedSteps('metadata-null-absent').map(({ response }) => decoded(response.body))
    expect(written).toEqual({ ...read, updated_at: written?.updated_at })
    expect(read).toMatchObject({ metadata_public: null, metadata_admin: null, mark: { kind: 'none' } })
  })

  test('keeps what idctl works with and drops the rest', () => {
    const identity = decoded(
      row(1, { external_id: 'emp-1', organization_id: idOf(9), region: 'eu', traits: { a: 1.5 } }),
    )
    expect(identity).toEqual({
      id: idOf(1),
      schema_id: 'person',
      state: 'active',
      external_id: 'emp-1',
      organization_id: idOf(9),
      traits: { a: 1.5 },
      metadata_public: null,
      metadata_admin: null,
      mark: { kind: 'none' },
      verifiable_addresses: [],
      recovery_addresses: [],
      credentials: { password: ['p1@example.org'] },
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    })
  })

  test('credentials are identifiers by type: no config, no secret', () => {
    const credentials = {
      password: { identifiers: ['a'], config: { hashed_password: 'CANARY-hash' } },
      oidc: { identifiers: null },
    }
    expect(decoded(row(1, { credentials })).credentials).toEqual({ password: ['a'], oidc: [] })
    expect(decoded(row(1, { credentials: null })).credentials).toEqual({})
  })

  test('a __proto__ key of the traits stays a plain key', () => {
    const traits = JSON.parse('{"__proto__":{"x":1}}')
    expect(Object.keys(decoded(row(1, { traits })).traits)).toEqual(['__proto__'])
  })

  test.each<[string, unknown, string]>([
    ['not an object', 'CANARY', 'it is not of type object'],
    ['no id', row(1, { id: 'CANARY' }), 'id is not a lower-case UUID'],
    ['no state', row(1, { state: '' }), 'state is none of active, inactive'],
    ['no traits at all', { ...row(1), traits: undefined }, 'traits is missing'],
    [
      'bad credentials',
      row(1, { credentials: { password: ['CANARY'] } }),
      'credentials.password is not of type object',
    ],
    [
      'bad address',
      row(1, { verifiable_addresses: [{ id: 'CANARY' }] }),
      'verifiable_addresses.0.id is not a lower-case UUID',
    ],
  ])('%s: names the place, not the value', (_, value, problem) => {
    expect(problemOf(value)).toBe(problem)
  })

  test('a bad row is named by number and id', () => {
    const result = decodeIdentities([row(1), row(2, { state: 'CANARY' })], '')
    expect(result).toEqual({ ok: false, problem: `has a bad row 2 (id ${idOf(2)}): state is none of active, inactive` })
  })
})

describe('batch answer', () => {
  test.each<[string, Json]>([
    ['null instead of a result', { identities: [null] }],
    ['a result without patch_id', { identities: [{ action: 'create', identity: idOf(1) }] }],
    ['an id that is none', { identities: [{ action: 'create', identity: '', patch_id: idOf(1) }] }],
    ['an unknown action', { identities: [{ action: 'update', identity: idOf(1), patch_id: idOf(1) }] }],
    ['no list', {}],
  ])('%s is no batch answer', (_, value) => {
    expect(decodeBatch(value).ok).toBe(false)
  })
})

describe('what anybody can store costs that identity and no other', () => {
  const nested = (levels: number): Json => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

  test.each<readonly [string, Json]>([
    ['a text', 'x'],
    ['a list', [1]],
    ['nothing', null],
  ])('%s as traits', (_, traits) => {
    expect(decoded(row(1, { traits }))).toMatchObject({
      traits: {},
      unreadable: { code: 'no-object', at: '/traits' },
      credentials: { password: ['p1@example.org'] },
    })
  })

  test.each(['traits', 'metadata_public', 'metadata_admin'] as const)('%s, nested very deep', (name) => {
    const value = { email: 'p1@example.org', a: { b: nested(9000) } }
    const identity = decoded(row(1, { [name]: value }))
    expect(identity.unreadable).toEqual({ code: 'too-deep', at: `/${name}` })
    expect(identity[name]).toMatchObject({ email: 'p1@example.org' })
    expect(canonicalJson(identity as unknown as Json).length).toBeLessThan(2000)
  })

  test('as deep as a document may be, it is kept as it is', () => {
    const value = { a: nested(150) }
    expect(decoded(row(1, { traits: value }))).toMatchObject({ traits: value })
    expect(decoded(row(1, { traits: value }))).not.toHaveProperty('unreadable')
  })

  test('a mark beside something deep is read', () => {
    const mark = { v: 1, workspace: 'acme', key: 'ada', origin: 'a.yaml', made: 'created', fields: {} }
    const identity = decoded(row(1, { metadata_admin: { idctl: mark, other: nested(9000) } }))
    expect(identity.mark).toMatchObject({ kind: 'mark', mark: { key: 'ada' } })
  })

  test('a __proto__ key stays a plain key where something else is cut', () => {
    const traits = JSON.parse(`{"__proto__":{"x":1},"deep":${JSON.stringify(nested(300))}}`)
    expect(Object.keys(decoded(row(1, { traits })).traits)).toEqual(['__proto__', 'deep'])
  })
})
