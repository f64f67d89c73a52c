import { describe, expect, test } from 'vitest'
import type { ServerConfig } from '../../../src/config/types.ts'
import { judgeConfig } from '../../../src/doctor/judge-config.ts'
import { judgeClocks, judgeGit, judgeNode, judgePrivacyKey } from '../../../src/doctor/judge-machine.ts'
import { judgeSchemas } from '../../../src/doctor/judge-schemas.ts'
import { judgeKey, judgeServer, judgeSpeed, judgeVersion } from '../../../src/doctor/judge-server.ts'
import { abilitiesOf } from '../../../src/live/kratos/abilities.ts'

const project = 'https://x.projects.oryapis.com'
const kratos = (adminUrl: string, apiKey?: string): ServerConfig => ({
  kind: 'kratos',
  adminUrl,
  target: adminUrl,
  ...(apiKey === undefined ? {} : { apiKey }),
})

describe('Node', () => {
  test.each([
    ['v20.19.0', 'fine'],
    ['v20.20.2', 'fine'],
    ['v22.0.0', 'fine'],
    ['v20.18.9', 'wrong'],
    ['v18.99.0', 'wrong'],
  ])('%s is %s', (node, verdict) => {
    expect(judgeNode('1.0.0', node, '>=20.19').verdict).toBe(verdict)
  })
})

describe('a key', () => {
  test.each([
    ['of a project for Ory Network', project, 'ory_pat_CANARY', 'fine'],
    ['of a workspace', project, 'ory_wak_CANARY', 'wrong'],
    ['of a workspace, for a Kratos', 'http://127.0.0.1:4434', 'ory_wak_CANARY', 'wrong'],
    ['of something else for Ory Network', project, 'CANARY', 'wrong'],
    ['that is missing for Ory Network', project, undefined, 'wrong'],
    ['that is missing for a Kratos', 'http://127.0.0.1:4434', undefined, 'fine'],
    ['over https', 'https://kratos.internal', 'CANARY', 'fine'],
    ['on this machine', 'http://localhost:4434', 'CANARY', 'fine'],
    ['over http', 'http://kratos.internal', 'CANARY', 'advice'],
  ])('%s', (_, url, key, verdict) => {
    const found = judgeKey(kratos(url, key))
    expect(found.verdict).toBe(verdict)
    expect(JSON.stringify(found)).not.toContain('CANARY')
  })

  test('is not needed by the sandbox', () => {
    expect(judgeKey({ kind: 'sandbox', target: 'sandbox' }).verdict).toBe('fine')
  })
})

test('a server must be given', () => {
  expect(judgeServer(undefined).verdict).toBe('wrong')
  expect(judgeServer(kratos('http://127.0.0.1:4434')).text).toBe('http://127.0.0.1:4434')
})

test('a version comes with what it lacks', () => {
  expect(judgeVersion('v1.3.1', abilitiesOf('v1.3', 'Kratos v1.3.1')).text).toMatch(
    /^Kratos v1.3.1, without .*external_id/,
  )
  expect(judgeVersion('master', abilitiesOf('newer', 'a newer Kratos')).text).toBe('a newer Kratos (master)')
})

describe('the speed of a listing', () => {
  test.each([
    [{ rows: 500, milliseconds: 40 }, false, 'fine'],
    [{ rows: 500, milliseconds: 2000 }, false, 'advice'],
    [{ rows: 500, milliseconds: 2000 }, true, 'fine'],
    [{ rows: 99, milliseconds: 9000 }, false, 'fine'],
    [{ rows: 0, milliseconds: 0 }, false, 'fine'],
    [{ rows: 500, milliseconds: 0 }, false, 'fine'],
  ])('%j, Ory Network: %j, is %s', (page, isNetwork, verdict) => {
    expect(judgeSpeed(page, 100_000, isNetwork).verdict).toBe(verdict)
  })

  test('that is slow names the parameters of the dsn', () => {
    const found = judgeSpeed({ rows: 500, milliseconds: 2000 }, 100_000, false)
    expect(found.text).toContain('about 400 s')
    expect(found.hint).toContain('max_conns=16&max_idle_conns=16')
  })
})

describe('a clock', () => {
  const here = Date.parse('2026-11-28T12:00:00Z')
  test.each([
    [here - 2000, 'fine'],
    [here - 10 * 60_000, 'wrong'],
    [undefined, 'wrong'],
  ])('of the server at %s is %s', (server, verdict) => {
    expect(judgeClocks(server === undefined ? { here } : { here, server }).verdict).toBe(verdict)
  })
})

test.each([
  ['off', 'fine'],
  ['none', 'advice'],
  ['unreadable', 'wrong'],
  ['shallow', 'wrong'],
  ['whole', 'fine'],
] as const)('a checkout: %s is %s', (state, verdict) => {
  expect(judgeGit(state).verdict).toBe(verdict)
})

test('no privacy key is advice', () => {
  expect([judgePrivacyKey(true).verdict, judgePrivacyKey(false).verdict]).toEqual(['fine', 'advice'])
})

test('idctl.yaml: the first mistake stands for all, before warnings', () => {
  const at = { file: 'idctl.yaml', line: 3, column: 1 }
  const warning = { severity: 'warning', code: 'IDC110', summary: 'a key is not sent', hint: 'do so' } as const
  const error = { severity: 'error', code: 'IDC102', summary: 'adopt must be one of …', at } as const
  expect(judgeConfig(undefined, [warning, error])).toEqual({
    verdict: 'wrong',
    text: 'line 3: adopt must be one of … (and 1 more: idctl validate)',
  })
  expect(judgeConfig({ workspace: 'acme' } as never, [warning])).toMatchObject({ verdict: 'advice', hint: 'do so' })
  expect(judgeConfig({ workspace: 'acme' } as never, [])).toEqual({ verdict: 'fine', text: 'workspace acme' })
})

describe('identity schemas', () => {
  const schemaOf = (email: object) => ({ properties: { traits: { type: 'object', properties: { email } } } }) as never
  const lacks = abilitiesOf('v25.4', 'Kratos v26.2.0')

  test('that work are named', () => {
    expect(judgeSchemas([{ id: 'person', schema: schemaOf({ type: 'string' }) }], lacks)).toEqual({
      verdict: 'fine',
      text: '"person"',
    })
  })

  test.each([
    ['with which every creation is refused', { 'ory.sh/kratos': { credentials: { fax: { identifier: true } } } }],
    ['that cannot be read', { type: 'text' }],
    ['with a pattern that is none', { pattern: '(' }],
  ])('%s are wrong', (_, email) => {
    const found = judgeSchemas([{ id: 'person', schema: schemaOf(email) }], lacks)
    expect(found.verdict).toBe('wrong')
    expect(found.text).toContain('"person"')
  })
})
