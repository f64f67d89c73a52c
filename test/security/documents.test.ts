import { symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { secretResolver } from '../../src/desired/files/secrets.ts'
import { parseFolder } from '../../src/desired/parse.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import { configFor, parse, shown } from '../support/config.ts'
import { project } from '../support/temp-project.ts'

test('an edited plan names no other file as the place of a secret than a document', () => {
  const root = project({
    'idctl.yaml': 'version: 1\nworkspace: w\nkratos: { api_key: canary-secret }\n',
    'identities/a.yaml': 'credentials: { password: { config: { password: literal } } }',
    'private.yaml': 'credentials: { password: { config: { password: canary-secret } } }',
  })
  symlinkSync(join(root, 'private.yaml'), join(root, 'identities', 'link.yaml'))
  const { literal } = secretResolver(configFor(root), {})
  expect(literal('identities/a.yaml#/credentials/password/config/password')).toBe('literal')
  for (const from of [
    'private.yaml#/credentials/password/config/password',
    'identities/../private.yaml#/credentials/password/config/password',
    'idctl.yaml#/credentials/password/config/password',
    'identities/a.yaml#/kratos/api_key',
  ]) {
    expect(literal(from), from).toBeUndefined()
  }
})

test('a key of documents can reach neither the environment nor the prototype of anything', () => {
  const { documents, diagnostics } = parse({
    'a.yaml': 'traits: { __proto__: { admin: true }, constructor: { x: 1 } }\nidctl: { key: a }',
  })
  expect(shown(diagnostics).map((line) => line.slice(0, 6))).toEqual(['IDC205', 'IDC205'])
  expect(
    documents.flatMap(({ fields }) => Object.keys(fields)).filter((path) => /proto|constructor/.test(path)),
  ).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
})

test('a document cannot write the mark', () => {
  const { diagnostics } = parse({ 'a.yaml': 'metadata_admin: { idctl: { v: 1 } }\ntraits: {}\nidctl: { key: a }' })
  expect(diagnostics.map(({ code }) => code)).toContain('IDC216')
})

test('a file larger than any list of people is not read', () => {
  const root = project({ 'identities/a.yaml': 'external_id: a' })
  const path = join(root, 'identities', 'huge.yaml')
  writeFileSync(path, '')
  truncateSync(path, 2 ** 31)
  const { diagnostics } = parseFolder(configFor(root), { variables: {}, resolveSecrets: false })
  expect(diagnostics).toMatchObject([{ code: 'IDC201', at: { file: 'identities/huge.yaml' } }])
})

test('a pattern of a schema takes no longer than its text, however it is written', () => {
  const { schemas } = compileIdentitySchemas([
    { id: 'slow', schema: { properties: { traits: { properties: { name: { pattern: '^(a+)+$' } } } } } },
  ])
  const problems = schemas.get('slow')?.validate({ name: `${'a'.repeat(50_000)}!` })
  expect(problems).toMatchObject([{ path: '/traits/name', keyword: 'pattern' }])
})
