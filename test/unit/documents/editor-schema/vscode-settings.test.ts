import { parse } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { associationsFor } from '../../../../src/documents/editor-schema/associations.ts'
import { addAssociations } from '../../../../src/documents/editor-schema/vscode-settings.ts'

const associations = associationsFor(['identities'], '')

function edited(text: string | undefined): string {
  const edit = addAssociations(text, associations)
  if (edit.kind !== 'changed') throw new Error(`not changed, but ${edit.kind}`)
  return edit.text
}

test('without a file it makes one, and then has nothing to do', () => {
  const text = edited(undefined)
  expect(Object.keys(parse(text)['yaml.schemas'])).toEqual([
    './.idctl-editor/document.json',
    './.idctl-editor/defaults.json',
    './.idctl-editor/config.json',
  ])
  expect(parse(text)['json.schemas']).toHaveLength(1)
  expect(addAssociations(text, associations)).toEqual({ kind: 'unchanged' })
})

test('comments, other settings, other schemas and the indentation stay', () => {
  const before = `{
\t// our style
\t"editor.tabSize": 4, /* tabs */
\t"yaml.schemas": {
\t\t"https://example.com/ci.json": "ci.yaml", // of the pipeline
\t},
\t"json.schemas": [{ "fileMatch": ["a.json"], "url": "./a.json" }],
}
`
  const after = edited(before)
  for (const kept of ['// our style', '/* tabs */', '// of the pipeline', '"https://example.com/ci.json": "ci.yaml"']) {
    expect(after).toContain(kept)
  }
  expect(after).toMatch(/^\t\t".\/.idctl-editor\/document.json": \[$/m)
  expect(parse(after)['json.schemas']).toHaveLength(2)
  expect(parse(after)['editor.tabSize']).toBe(4)
  expect(addAssociations(after, associations)).toEqual({ kind: 'unchanged' })
})

test('a byte order mark and line ends of Windows stay', () => {
  const after = edited('\u{feff}{\r\n  "a": 1\r\n}\r\n')
  expect(after.startsWith('\u{feff}{\r\n')).toBe(true)
  expect(after.replaceAll('\r\n', '')).not.toContain('\n')
})

test.each([
  ['is no JSON', '{ "a": '],
  ['is a list', '[]'],
  ['has a "yaml.schemas" that is none', '{ "yaml.schemas": [] }'],
  ['has a "json.schemas" that is none', '{ "json.schemas": {} }'],
  [
    'says something else about a schema of ours',
    '{ "yaml.schemas": { "./.idctl-editor/document.json": "people.yaml" } }',
  ],
])('a file that %s is kept', (_, text) => {
  expect(addAssociations(text, associations).kind).toBe('kept')
})

test('paths start at the folder of the settings', () => {
  const [documents, defaults] = associationsFor(['people', 'robots'], 'iam/')
  expect(documents?.schema).toBe('./iam/.idctl-editor/document.json')
  expect(documents?.files).toContain('iam/people/**/*.yaml')
  expect(defaults?.files).toEqual(['iam/people/**/_defaults.yaml', 'iam/robots/**/_defaults.yaml'])
  expect(associationsFor(['.'], '')[0]?.files).toContain('!idctl.yaml')
})
