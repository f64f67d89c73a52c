import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesToFormat } from '../../../../src/documents/format/files-to-format.ts'
import { formatFile } from '../../../../src/documents/format/format-file.ts'
import { formatYaml } from '../../../../src/documents/format/format-yaml.ts'
import { diagnosticExplanations } from '../../../../src/model/explanations/diagnostics.ts'
import { configFor } from '../../../support/config.ts'
import { project } from '../../../support/temp-project.ts'

const messy = `# Ada, since 2019

idctl: { protect: true,key: 'ada' }
traits:
    email:   'ada@example.com'   # work
    roles: [ admin,
      reader ]


    phone: '+16502530000'
# the schema of everybody
schema_id: "person"
`

const tidy = `# Ada, since 2019

# the schema of everybody
schema_id: person
traits:
  email: ada@example.com # work
  roles: [admin, reader]

  phone: "+16502530000"
idctl: { key: ada, protect: true }
`

describe('the text', () => {
  test('of a document gets order, quotes and indentation, and keeps its comments and single blank lines', () => {
    expect(formatYaml(messy, 'documents')).toBe(tidy)
  })

  test('of idctl.yaml keeps its order', () => {
    const settings = "workspace:  'acme'\nversion: 1\n"
    expect(formatYaml(settings, 'settings')).toBe('workspace: acme\nversion: 1\n')
  })

  test.each([
    ['a list', '- traits: {b: 1}\n  schema_id: x\n', '- schema_id: x\n  traits: { b: 1 }\n'],
    [
      'several documents',
      'traits: {}\n---\nstate: active\nschema_id: x\n',
      'traits: {}\n---\nschema_id: x\nstate: active\n',
    ],
    ['numbers as written', 'a: 1e3\nb: 1.50\nc: -0\n', 'a: 1e3\nb: 1.50\nc: -0\n'],
    ['what YAML 1.1 reads otherwise', 'a: "yes"\nb: "12:30"\nc: "x"\n', 'a: "yes"\nb: "12:30"\nc: x\n'],
    ['the escape of what nobody sees', 'a: "b\\u200dc"\nb: "d\\u0020"\n', 'a: "b\\u200dc"\nb: "d\\u0020"\n'],
    [
      'a comment above the first setting of idctl',
      'idctl:\n  # never remove her\n  protect: true\n  key: ada\n',
      'idctl:\n  # never remove her\n  protect: true\n  key: ada\n',
    ],
    [
      'a comment above the first member of an item',
      '-\n  # about it\n  state: active\n  schema_id: x\n',
      '- # about it\n  state: active\n  schema_id: x\n',
    ],
    [
      'a comment about the next person, below one of a list',
      '- traits:\n    roles:\n      - a\n      # - b\n# left us\n- schema_id: x\n',
      '- traits:\n    roles:\n      - a\n      # - b\n# left us\n- schema_id: x\n',
    ],
    [
      'a comment about the next member, below one of a list',
      'traits:\n  roles:\n    - a\n    # - b\n\n# whose\nschema_id: x\nstate: active\n',
      'traits:\n  roles:\n    - a\n    # - b\n\n# whose\nschema_id: x\nstate: active\n',
    ],
    [
      'a comment at the end that is indented less than what stands above',
      'traits:\n    a: # beside\n  # b: 2\n',
      'traits:\n  a: # beside\n\n# b: 2\n',
    ],
    [
      'a comment above the first member',
      '# about it\nstate: active\nschema_id: x\n',
      '# about it\nstate: active\nschema_id: x\n',
    ],
    ['anchors', 'traits: &t {a: 1}\nschema_id: x\n', 'traits: &t { a: 1 }\nschema_id: x\n'],
    ['a block', 'a: |+\n    b\n\nc:  1\n', 'a: |+\n  b\n\nc: 1\n'],
    ['line breaks of Windows', 'a:   1\r\n', 'a: 1\r\n'],
    ['only comments', '#   a\n', '#   a\n'],
    ['an empty document at the end', 'a:   1\n---\n', 'a: 1\n---\n'],
  ])('keeps %s', (_, text, formatted) => {
    expect(formatYaml(text, 'documents')).toBe(formatted)
  })
})

const folder = (files: Readonly<Record<string, string | Uint8Array>>) => {
  const root = project({ 'idctl.yaml': 'version: 1\n', 'identities/ada.yaml': tidy, ...files })
  return { root, config: configFor(root) }
}

describe('a file', () => {
  test('in canonical layout is right', () => {
    const { config } = folder({})
    expect(formatFile(config, 'identities/ada.yaml', 'documents')).toEqual({ kind: 'right' })
  })

  test('with a byte order mark keeps it', () => {
    const { config } = folder({ 'identities/ada.yaml': `\u{feff}${messy}` })
    expect(formatFile(config, 'identities/ada.yaml', 'documents')).toMatchObject({ after: `\u{feff}${tidy}` })
  })

  test('with a mistake is left, and secrets of it are not shown', () => {
    const { config } = folder({ 'identities/ada.yaml': 'credentials: { password: secret }\ntraits: [\n' })
    expect(formatFile(config, 'identities/ada.yaml', 'documents')).toMatchObject({
      kind: 'left',
      diagnostics: [{ severity: 'error', code: 'IDC202', secret: true }],
    })
  })

  test('that cannot be kept whole is left, as the explanation of IDC247 shows', () => {
    const { wrong, right } = diagnosticExplanations.IDC247.example
    const kinds = [wrong, right].map((files) => {
      const { config } = folder(files as Readonly<Record<string, string>>)
      return formatFile(config, 'identities/ada.yaml', 'documents')
    })
    expect(kinds).toMatchObject([{ kind: 'left', diagnostics: [{ severity: 'warning', code: 'IDC247' }] }, {}])
    expect(kinds[1]?.kind).not.toBe('left')
  })

  test('outside the folder, behind a link, is left', () => {
    const { root, config } = folder({})
    const elsewhere = project({ 'settings.yaml': 'version:   1\n' })
    writeFileSync(join(root, 'note'), '')
    symlinkSync(join(elsewhere, 'settings.yaml'), join(root, 'linked.yaml'))
    expect(formatFile(config, 'linked.yaml', 'settings')).toMatchObject({
      kind: 'left',
      diagnostics: [{ code: 'IDC247' }],
    })
  })
})

describe('which files', () => {
  const files = {
    'identities/_defaults.yaml': 'state: active\n',
    'identities/sales/bob.yml': tidy,
    'identities/sales/eve.json': '{}',
    'identities/person.schema.json': '{}',
    'identities/_skipped.yaml': '',
  }
  const documents = ['identities/_defaults.yaml', 'identities/ada.yaml', 'identities/sales/bob.yml']
  const named = (names: readonly string[], below = '.') => {
    const { root, config } = folder(files)
    const { files: found, json, unknown } = filesToFormat(config, names, join(root, below))
    return { files: [...found], json, unknown }
  }
  const all = documents.map((file) => [file, 'documents'])

  test('all that idctl reads, but JSON', () => {
    expect(named([])).toEqual({
      files: [['idctl.yaml', 'settings'], ...all],
      json: ['identities/sales/eve.json'],
      unknown: [],
    })
  })

  test('those that are named, from the working directory', () => {
    expect(named(['ada.yaml', '../idctl.yaml'], 'identities').files).toEqual([
      ['idctl.yaml', 'settings'],
      ['identities/ada.yaml', 'documents'],
    ])
  })

  test('of what cannot be read, only what is named', () => {
    const root = project({ 'identities/ada.yaml': 'a: 1\n', 'identities/sales/bob.yaml': 'a: 1\n' })
    symlinkSync('nowhere', join(root, 'identities/sales/gone.yaml'))
    const broken = (...names: string[]) => filesToFormat(configFor(root), names, root).diagnostics.length
    expect([broken(), broken('identities/sales'), broken('identities/ada.yaml')]).toEqual([1, 1, 0])
  })

  test('those below a folder', () => {
    expect(named(['identities/sales']).files).toEqual([['identities/sales/bob.yml', 'documents']])
    expect(named(['.']).files).toHaveLength(4)
  })

  test('a name that is none of them is told', () => {
    expect(named(['identities/nobody.yaml', 'README.md', 'identities/_skipped.yaml']).unknown).toHaveLength(3)
  })
})
