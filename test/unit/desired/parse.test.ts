import { describe, expect, test } from 'vitest'
import { parse, shown } from '../../support/config.ts'

/** Pointer → value of the first document. */
function fieldsOf(text: string, input?: Parameters<typeof parse>[1]) {
  const { documents, diagnostics } = parse({ 'a.yaml': text }, input)
  expect(shown(diagnostics)).toEqual([])
  return Object.fromEntries(Object.entries(documents[0]?.fields ?? {}).map(([path, { value }]) => [path, value]))
}

function problemsOf(text: string, input?: Parameters<typeof parse>[1]) {
  return shown(parse({ 'a.yaml': text }, input).diagnostics)
}

describe('leaves', () => {
  test('maps by leaf; lists, scalars, null and {} whole', () => {
    const text = `
schema_id: person
external_id: emp-1
state: inactive
organization_id: 0B1F0E5C-0000-4000-8000-00000000000A
traits:
  email: ada@example.com
  name: { first: Ada, last: null }
  roles: [admin, { a: 1 }]
metadata_public: {}
metadata_admin:
  cost/center: "42"
  tilde~: 1
`
    expect(fieldsOf(text)).toEqual({
      '/schema_id': 'person',
      '/external_id': 'emp-1',
      '/state': 'inactive',
      '/organization_id': '0b1f0e5c-0000-4000-8000-00000000000a',
      '/traits/email': 'ada@example.com',
      '/traits/name/first': 'Ada',
      '/traits/name/last': null,
      '/traits/roles': ['admin', { a: 1 }],
      '/metadata_public': {},
      '/metadata_admin/cost~1center': '42',
      '/metadata_admin/tilde~0': 1,
    })
  })

  test('what is omitted is not managed, what is null must be absent', () => {
    expect(fieldsOf('traits: {}\nexternal_id: null\nmetadata_admin: null')).toEqual({
      '/schema_id': 'person',
      '/traits': {},
      '/external_id': null,
      '/metadata_admin': null,
    })
  })

  test('every leaf knows its place', () => {
    const { documents } = parse({ 'a.yaml': '# a comment\n\ntraits:\n  name:\n    first: Ada\n' })
    expect(documents[0]).toMatchObject({
      origin: { file: 'identities/a.yaml', line: 3, column: 1 },
      fields: { '/traits/name/first': { value: 'Ada', mode: 'enforce' } },
    })
    const place = documents[0]?.places.of('/traits/name/first')
    expect(place).toEqual({ file: 'identities/a.yaml', line: 5, column: 12 })
  })

  test('ours beside theirs', () => {
    const { documents } = parse({
      'a.yaml': 'traits: {}\nidctl: { key: ada, previously: [ada.byron@example.com], protect: true }',
    })
    expect(documents[0]).toMatchObject({ givenKey: 'ada', previously: ['ada.byron@example.com'], protect: true })
  })

  test('a misspelt key below idctl is a mistake, and nothing follows from it', () => {
    const { documents, diagnostics } = parse({ 'a.yaml': 'traits: {}\nidctl: { key: ada, protec: true }' })
    expect(documents[0]).toMatchObject({ givenKey: 'ada', protect: true })
    expect(shown(diagnostics)).toEqual(['IDC212 a.yaml:2:20 unknown key `protec` in `idctl`'])
  })
})

describe('files', () => {
  test('all kinds, in stable order', () => {
    const { documents, files, diagnostics } = parse({
      'z.yaml': 'external_id: z',
      'b/list.yml': '- external_id: l0\n- external_id: l1\n',
      'b/stream.yaml': 'external_id: s0\n---\nexternal_id: s1\n',
      'a.json': '[{"external_id": "j0"}]',
      'a.ndjson': '{"external_id": "n0"}\n{"external_id": "n1"}\n',
      'only-comments.yaml': '# nothing\n',
      'README.md': '# not a document',
      '_parts/x.yaml': 'traits: [',
      '.hidden.yaml': 'traits: [',
    })
    expect(shown(diagnostics)).toEqual(['IDC225 only-comments.yaml:1:1 this file contains no document'])
    expect(files).toBe(6)
    expect(
      documents.map(({ fields, origin, soleDocument }) => [fields['/external_id']?.value, origin.line, soleDocument]),
    ).toEqual([
      ['j0', 1, true],
      ['n0', 1, false],
      ['n1', 2, false],
      ['l0', 1, false],
      ['l1', 2, false],
      ['s0', 1, false],
      ['s1', 3, false],
      ['z', 1, true],
    ])
  })

  test.each([
    ['a.yaml', ''],
    ['a.yml', '\u{feff}'],
    ['a.yaml', ' \n\t\n'],
    ['a.yaml', '# only\n# comments\n'],
    ['a.yaml', '---\n'],
    ['a.yaml', '---\n---\n...\n'],
    ['a.yaml', '%YAML 1.2\n---\n'],
    ['a.yaml', '[]'],
    ['a.json', ''],
    ['a.json', ' []\n'],
    ['a.ndjson', '\n\n'],
    ['a.ndjson', '[]\n[]\n'],
  ])('a file without any document is said to be one: %s with %j', (file, text) => {
    const { diagnostics, empty, read } = parse({ [file]: text, 'b.yaml': 'external_id: b' })
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'IDC225', at: { file: `identities/${file}` } }])
    expect([...empty]).toEqual([`identities/${file}`])
    expect([...read]).toEqual([`identities/${file}`, 'identities/b.yaml'])
  })

  test('a file with a mistake is not called empty besides', () => {
    const { diagnostics, empty } = parse({ 'a.yaml': 'traits: [', 'b.json': '{' })
    expect(diagnostics.map(({ code }) => code)).toEqual(['IDC202', 'IDC203'])
    expect(empty.size).toBe(0)
  })

  test('_defaults.yaml without a word', () => {
    const { diagnostics } = parse({ '_defaults.yaml': '# state: active\n', 'x/_defaults.yaml': 'state: active' })
    expect(shown(diagnostics)).toEqual(['IDC225 _defaults.yaml:1:1 this file contains no defaults'])
    expect(shown(parse({ '_defaults.yaml': 'a: [' }).diagnostics)).toEqual([expect.stringContaining('IDC202')])
  })

  test.each([
    [
      'Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 123\n',
      'this is only a pointer of Git LFS, not the file itself',
    ],
    [
      'git-annex',
      '/annex/objects/SHA256E-s31390--f50d.yaml\n',
      'this is only a pointer of git-annex, not the file itself',
    ],
    ['a link', '../_shared/ada.yaml', 'this is a symbolic link that was checked out as a text file'],
  ])('what a tool left in the place of a file is called so: %s', (_, text, summary) => {
    for (const name of ['a.yaml', 'a.json', 'a.ndjson', '_defaults.yaml']) {
      const { diagnostics, documents } = parse({ [name]: text })
      expect(diagnostics).toMatchObject([{ severity: 'error', code: 'IDC227', summary, secret: true }])
      expect(documents).toEqual([])
    }
  })

  test.each([
    ['a comment about LFS', '# version https://git-lfs.github.com/spec/v1\nexternal_id: a\n'],
    ['a path', 'external_id: ../a.yaml\n'],
  ])('nothing else is taken for one: %s', (_, text) => {
    expect(parse({ 'a.yaml': text }).diagnostics).toEqual([])
  })

  test('identity schemas are set aside', () => {
    const { schemaFiles, documents } = parse({ 'person.schema.json': '{}', 'x/staff.schema.json': '{}' })
    expect(documents).toEqual([])
    expect(schemaFiles).toEqual([
      { id: 'person', file: 'identities/person.schema.json' },
      { id: 'staff', file: 'identities/x/staff.schema.json' },
    ])
  })

  test('two files for one identity schema', () => {
    const { diagnostics } = parse({ 'person.schema.json': '{}', 'x/person.schema.json': '{}' })
    expect(shown(diagnostics)).toEqual(['IDC223 x/person.schema.json:1:1 the identity schema `person` exists twice'])
  })

  test.each(['utf16le', 'utf16be'])('%s without a byte order mark is named', (name) => {
    const bytes = Buffer.from('traits: { email: ada@example.com }\n', 'utf16le')
    const { diagnostics } = parse({ 'a.yaml': name === 'utf16le' ? bytes : bytes.swap16() })
    expect(diagnostics).toMatchObject([{ code: 'IDC201', summary: 'this file is UTF-16', hint: 'save it as UTF-8' }])
  })

  test('a byte order mark is fine, broken UTF-8 is not', () => {
    const { documents, diagnostics } = parse({
      'bom.yaml': '\u{feff}external_id: x',
      'latin1.yaml': Buffer.from('a: 1\nb: caf\xe9\n', 'latin1'),
    })
    expect(documents).toHaveLength(1)
    expect(shown(diagnostics)).toEqual(['IDC201 latin1.yaml:2:1 this file is not valid UTF-8'])
  })
})

describe('mistakes', () => {
  test.each([
    ['a typing error in a key', 'metdata_admin: {}', 'IDC212 a.yaml:1:1 unknown key `metdata_admin`'],
    ['a key below idctl', 'idctl: { ownersip: {} }', 'IDC212 a.yaml:1:10 unknown key `ownersip` in `idctl`'],
    ['what the server sets', 'id: 1', 'IDC212 a.yaml:1:1 unknown key `id`'],
    ['region', 'region: eu', 'IDC212 a.yaml:1:1 unknown key `region`'],
    ['a word', 'state: inactiv', 'IDC213 a.yaml:1:8 `state` must be one of active, inactive'],
    ['a number for a text', 'external_id: 42', 'IDC213 a.yaml:1:14 `external_id` must be a text, not a number'],
    ['an empty external_id', 'external_id: ""', 'IDC213 a.yaml:1:14 `external_id` must not be empty'],
    [
      'a long external_id',
      `external_id: ${'ä'.repeat(65)}`,
      'IDC213 a.yaml:1:14 `external_id` must have at most 64 characters',
    ],
    ['metadata that is no map', 'metadata_admin: 7', 'IDC213 a.yaml:1:17 `metadata_admin` must be a map or null'],
    ['null traits', 'traits: null', 'IDC213 a.yaml:1:9 `traits` must be a map'],
    ['null state', 'state: null', 'IDC213 a.yaml:1:8 `state` must be one of active, inactive'],
    ['null schema_id', 'schema_id:', 'IDC213 a.yaml:1:11 `schema_id` must be a text, not null'],
    ['null addresses', 'verifiable_addresses: ~', 'IDC213 a.yaml:1:23 `verifiable_addresses` must be a list, not null'],
    [
      'an address without via',
      'recovery_addresses:\n- value: a@x',
      'IDC213 a.yaml:2:3 `recovery_addresses[0].via` is missing',
    ],
    ['no UUID', 'organization_id: acme', 'IDC213 a.yaml:1:18 `organization_id` must be a UUID'],
    [
      'a number in previously',
      'idctl: {previously: [1]}',
      'IDC213 a.yaml:1:22 `idctl.previously[0]` must be a text, not a number',
    ],
    [
      'the mark',
      'metadata_admin: { idctl: {} }',
      'IDC216 a.yaml:1:19 metadata_admin.idctl is the mark that idctl itself writes',
    ],
    ['no map at all', 'just text', 'IDC213 a.yaml:1:1 an identity must be a map'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expected])
  })

  test('hints', () => {
    const hintOf = (text: string) => parse({ 'a.yaml': text }).diagnostics[0]?.hint
    expect(hintOf('metdata_admin: {}')).toBe('did you mean metadata_admin?')
    expect(hintOf('state: inactiv')).toBe('did you mean inactive?')
    expect(hintOf('protect: true')).toBe('it belongs below idctl: idctl: { protect: … }')
    expect(hintOf('created_at: x')).toBe('the server sets it: leave it out')
    expect(hintOf('external_id: 42')).toBe('quote it')
  })

  test('no schema_id anywhere', () => {
    const { diagnostics } = parse({ 'a.yaml': '# x\ntraits: {}' }, { config: { schema_id: undefined as never } })
    expect(shown(diagnostics)).toEqual(['IDC215 a.yaml:2:1 this identity has no schema_id'])
  })

  test('all of all files in one run, by file and line; sound documents stay', () => {
    const { documents, diagnostics } = parse({
      'b.yaml': 'external_id: fine\n---\nstat: x\nstate: 1\n---\ntraits: {a: .nan}\n',
      'a.json': '{"traits": {,}}',
      'c.yaml': 'traits: [1',
      'd.yaml': 'external_id: also-fine',
    })
    expect(shown(diagnostics).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'IDC203 a.json:1:13',
      'IDC212 b.yaml:3:1',
      'IDC213 b.yaml:4:8',
      'IDC206 b.yaml:6:13',
      'IDC202 c.yaml:1:9',
    ])
    expect(documents.map(({ fields }) => fields['/external_id']?.value)).toEqual(['fine', undefined, 'also-fine'])
  })

  test('lines with credentials are never shown', () => {
    const { diagnostics, secretLines } = parse({
      'a.ndjson': '{"stat":1,"credentials":{"password":{"password":"CANARY-1"}}}\n{"stat":1}',
    })
    expect(diagnostics.map(({ secret }) => secret)).toEqual([true, undefined])
    expect(secretLines.get('identities/a.ndjson')).toEqual(new Set([1]))
  })
})
