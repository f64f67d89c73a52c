import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseFolder } from '../../../src/desired/parse.ts'
import { configFor, parse, shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'

const variables = { IDCTL_DOC_PHONE: '+1555', IDCTL_DOC_EMPTY: '', ORY_API_KEY: 'CANARY-key', HOME: '/root' }

describe('variables', () => {
  test('are replaced where a value may come from outside, and kept as written beside it', () => {
    const text = `
traits: { phone: "\${env:IDCTL_DOC_PHONE}", note: "tel:\${env:IDCTL_DOC_PHONE}!", list: ["$\${x}", "\${env:IDCTL_DOC_EMPTY}"] }
metadata_admin: { a: "$\${env:HOME}" }
metadata_public: { a: "$\${b}" }`
    const { documents, diagnostics } = parse({ 'a.yaml': text }, { variables })
    expect(shown(diagnostics)).toEqual([])
    expect(documents[0]?.fields).toMatchObject({
      '/traits/phone': { value: '+1555', reference: '${env:IDCTL_DOC_PHONE}' },
      '/traits/note': { value: 'tel:+1555!', reference: 'tel:${env:IDCTL_DOC_PHONE}!' },
      '/traits/list': { value: ['${x}', ''], reference: '${json:["$${x}","${env:IDCTL_DOC_EMPTY}"]}' },
      '/metadata_admin/a': { value: '${env:HOME}' },
      '/metadata_public/a': { value: '${b}' },
    })
    expect(documents[0]?.fields['/metadata_admin/a']).not.toHaveProperty('reference')
  })

  test.each([
    ['not allowed', 'traits: {a: "${env:HOME}"}', 'IDC302 a.yaml:1:13 documents may not use the variable `HOME`'],
    [
      'reserved',
      'traits: {a: "${env:ORY_API_KEY}"}',
      'IDC302 a.yaml:1:13 the variable `ORY_API_KEY` belongs to the connection to Kratos and is not for documents',
    ],
    ['not set', 'traits: {a: "${env:IDCTL_DOC_X}"}', 'IDC303 a.yaml:1:13 the variable `IDCTL_DOC_X` is not set'],
    [
      'unknown',
      'traits: {a: "${vault:x}"}',
      'IDC301 a.yaml:1:13 ${ starts a reference, and only ${env:NAME} and ${file:path} are known',
    ],
    [
      'our own form',
      'traits: {a: "${json:[]}"}',
      'IDC301 a.yaml:1:13 ${ starts a reference, and only ${env:NAME} and ${file:path} are known',
    ],
    [
      'in metadata_public',
      'metadata_public: {a: "${env:IDCTL_DOC_PHONE}"}',
      'IDC306 a.yaml:1:22 a reference is not allowed in `metadata_public` here',
    ],
    [
      'in the idctl block',
      'idctl: {key: "${env:IDCTL_DOC_PHONE}"}',
      'IDC306 a.yaml:1:14 a reference is not allowed in `idctl` here',
    ],
    ['in a key', 'traits: {"${env:IDCTL_DOC_PHONE}": 1}', 'IDC306 a.yaml:1:10 a reference cannot be a key'],
    [
      'as the key',
      'external_id: ${env:IDCTL_DOC_PHONE}',
      'IDC306 a.yaml:1:14 an external_id from a reference would be shown as the key of the identity',
    ],
    [
      'in a link',
      'credentials: {oidc: {providers: [{provider: g, subject: "${env:IDCTL_DOC_PHONE}"}]}}',
      'IDC306 a.yaml:1:57 a reference is not allowed in `credentials` here',
    ],
  ])('%s', (_, text, expected) => {
    // idctl.yaml may allow everything: what the connection uses stays forbidden.
    const env = expected.includes('ORY_API_KEY') ? ['*'] : ['IDCTL_DOC_*']
    const { diagnostics, documents } = parse({ 'a.yaml': text }, { variables, config: { references: { env } } })
    expect(shown(diagnostics)).toEqual([expected])
    expect(JSON.stringify([diagnostics, documents])).not.toContain('CANARY')
  })
})

describe('below credentials', () => {
  const text = 'credentials: {password: {hashed_password: "${env:IDCTL_DOC_HASH}"}}'

  test('a reference is kept for apply, and may be undefined until then', () => {
    const { documents, diagnostics } = parse({ 'a.yaml': text })
    expect(diagnostics).toEqual([])
    expect(documents[0]?.credentials).toEqual({ password: { hashed_password: { reference: '${env:IDCTL_DOC_HASH}' } } })
  })

  test('undefined at apply is an error', () => {
    const { diagnostics } = parse({ 'a.yaml': text }, { resolveSecrets: true })
    expect(shown(diagnostics)).toEqual(['IDC303 a.yaml:1:43 the variable `IDCTL_DOC_HASH` is not set'])
    expect(diagnostics[0]?.secret).toBe(true)
  })

  test('what is not allowed is an error at once', () => {
    const { diagnostics } = parse({ 'a.yaml': text.replace('IDCTL_DOC_HASH', 'HASH') })
    expect(shown(diagnostics)).toEqual(['IDC302 a.yaml:1:43 documents may not use the variable `HASH`'])
  })
})

describe('files', () => {
  function parseFile(name: string) {
    const root = project({
      'idctl.yaml': 'version: 1',
      'people/phone.txt': '+1555\n',
      'people/lines.txt': 'a\n\n',
      '.env': 'CANARY',
      'people/bad.txt': Buffer.from([0xff, 0xfe]),
      'identities/a.yaml': `traits: {a: "\${file:${name}}"}`,
    })
    const outside = project({ 'secret.txt': 'CANARY' })
    symlinkSync(join(outside, 'secret.txt'), join(root, 'people/link.txt'))
    symlinkSync(join(root, 'people/phone.txt'), join(root, 'inner.txt'))
    const { documents, diagnostics } = parseFolder(configFor(root), { variables: {}, resolveSecrets: false })
    expect(JSON.stringify([documents, diagnostics])).not.toContain('CANARY')
    return shown(diagnostics)[0]?.split(' ')[0] ?? documents[0]?.fields['/traits/a']?.value
  }

  test.each([
    ['people/phone.txt', '+1555'],
    ['people/lines.txt', 'a\n'],
    ['inner.txt', '+1555'],
    ['../secret.txt', 'IDC304'],
    ['people/../people/phone.txt', 'IDC304'],
    ['/etc/hostname', 'IDC304'],
    ['.env', 'IDC304'],
    ['idctl.yaml', 'IDC304'],
    ['people', 'IDC304'],
    ['people/link.txt', 'IDC304'],
    ['people\\\\phone.txt', 'IDC304'],
    ['people/bad.txt', 'IDC305'],
    ['people/none.txt', 'IDC305'],
  ])('%s gives %s', (name, expected) => {
    expect(parseFile(name)).toBe(expected)
  })
})
