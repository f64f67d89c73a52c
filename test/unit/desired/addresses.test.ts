import { describe, expect, test } from 'vitest'
import { parse, shown } from '../../support/config.ts'

const person = 'schema_id: person\ntraits: { email: ada@example.com }\n'

describe('declared addresses', () => {
  test('with verified are leaves named by what makes them unique', () => {
    const { documents, diagnostics } = parse({
      'a.yaml': `${person}verifiable_addresses:
  - { via: email, value: " Ada/X@Example.com", verified: true }
  - { via: sms, value: "+1 650-253-0000", verified: false }
  - { via: email, value: other@example.com }
`,
    })
    expect(shown(diagnostics)).toEqual([])
    const leaves = Object.entries(documents[0]?.fields ?? {}).filter(([path]) => path.startsWith('/verifiable'))
    expect(leaves.map(([path, { value, mode }]) => [path, value, mode, documents[0]?.places.of(path)?.line])).toEqual([
      ['/verifiable_addresses/email:ada~1x@example.com/verified', true, 'enforce', 4],
      ['/verifiable_addresses/sms:+16502530000/verified', false, 'enforce', 5],
    ])
    expect(documents[0]?.verifiable_addresses?.map(({ value, at }) => [value, at.line])).toEqual([
      [' Ada/X@Example.com', 4],
      ['+1 650-253-0000', 5],
      ['other@example.com', 6],
    ])
  })

  test.each([
    [
      'twice, in whatever spelling',
      'recovery_addresses: [{ via: sms, value: "+1 650-253-0000" }, { via: sms, value: "+16502530000" }]\n',
      ['IDC214 a.yaml:3:62 recovery_addresses[1] is the same address as an entry before it'],
    ],
    [
      'from a reference, which a plan would have to show',
      'verifiable_addresses: [{ via: email, value: "${env:IDCTL_DOC_MAIL}", verified: true }]\n',
      ['IDC306 a.yaml:3:45 a reference is not allowed in `verifiable_addresses` here'],
    ],
    [
      'without via',
      'verifiable_addresses: [{ value: a@example.com }]\n',
      ['IDC213 a.yaml:3:24 `verifiable_addresses[0].via` is missing'],
    ],
  ])('are refused %s', (_name, lines, expected) => {
    const { diagnostics } = parse({ 'a.yaml': person + lines }, { variables: { IDCTL_DOC_MAIL: 'CANARY-mail' } })
    expect(shown(diagnostics)).toEqual(expected)
  })
})

describe('keep_verified', () => {
  const keptAt = (files: Record<string, string>) => {
    const { documents, diagnostics } = parse(files)
    expect(shown(diagnostics)).toEqual([])
    const at = documents[0]?.keepVerified
    return at && `${at.file}:${at.line}`
  }
  const defaults = '\nidctl: { keep_verified: true }\n'

  test.each([
    ['a document', { 'a.yaml': `${person}idctl: { keep_verified: true }\n` }, 'identities/a.yaml:3'],
    ['its defaults', { 'a.yaml': person, '_defaults.yaml': defaults }, 'identities/_defaults.yaml:2'],
    [
      'a document against its defaults',
      { 'a.yaml': `${person}idctl: { keep_verified: false }\n`, '_defaults.yaml': defaults },
      undefined,
    ],
    ['nobody', { 'a.yaml': person }, undefined],
  ])('is said by %s', (_name, files, expected) => {
    expect(keptAt(files)).toBe(expected)
  })

  test('belongs below idctl', () => {
    const { diagnostics } = parse({ 'a.yaml': `${person}keep_verified: true\n` })
    expect(diagnostics).toMatchObject([{ code: 'IDC212', hint: 'it belongs below idctl: idctl: { keep_verified: … }' }])
  })
})
