import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walkFolder } from '../../../src/desired/files/walk.ts'
import { parseFolder } from '../../../src/desired/parse.ts'
import { readSchemaFiles } from '../../../src/desired/schemas/schema-files.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { configFor, shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'

function walk(root: string, folder = 'identities') {
  const diagnostics: Diagnostic[] = []
  const { documents } = walkFolder({ root, wholeFolders: [folder] }, folder, (diagnostic) =>
    diagnostics.push(diagnostic),
  )
  return { documents, problems: shown(diagnostics) }
}

test('links to files and folders inside are followed, as mounted config maps have them', () => {
  const root = project({ 'identities/..2026/ada.yaml': '', 'identities/_shared/team/bob.yaml': '' })
  symlinkSync('..2026', join(root, 'identities/..data'))
  symlinkSync('..data/ada.yaml', join(root, 'identities/ada.yaml'))
  symlinkSync('_shared/team', join(root, 'identities/team'))
  expect(walk(root)).toEqual({ documents: ['identities/ada.yaml', 'identities/team/bob.yaml'], problems: [] })
})

test('links that leave the folder, lead nowhere or back are refused', () => {
  const root = project({ 'identities/a/x.yaml': '', 'identities-too/y.yaml': '', 'secret.yaml': '' })
  symlinkSync('../secret.yaml', join(root, 'identities/b.yaml'))
  symlinkSync('../identities-too', join(root, 'identities/c'))
  symlinkSync('nowhere', join(root, 'identities/d.yaml'))
  symlinkSync('..', join(root, 'identities/a/e'))
  expect(walk(root)).toEqual({
    documents: ['identities/a/x.yaml'],
    problems: [
      'IDC211 a/e:1:1 this link leads to a folder that contains it',
      'IDC211 b.yaml:1:1 this link leaves the identities folder',
      'IDC211 c:1:1 this link leaves the identities folder',
      'IDC201 d.yaml:1:1 this cannot be read (ENOENT)',
    ],
  })
})

test('the folder itself may be a link, or the one of idctl.yaml', () => {
  const root = project({ 'people/x.yaml': '', 'people/sub/y.yaml': '' })
  symlinkSync('people', join(root, 'identities'))
  expect(walk(root).documents).toEqual(['identities/sub/y.yaml', 'identities/x.yaml'])
  expect(walk(join(root, 'people'), '.').documents).toEqual(['sub/y.yaml', 'x.yaml'])
})

test('odd names', () => {
  const root = project({ 'identities/a\u001b[31m.yaml': '', 'identities/B.YAML': '', 'identities/c.txt': '' })
  mkdirSync(join(root, 'identities/dir.yaml'))
  mkdirSync(join(root, 'identities/d\nir'))
  writeFileSync(join(root, 'identities/d\nir/x.yaml'), '')
  expect(walk(root)).toEqual({
    documents: ['identities/B.YAML'],
    problems: [
      expect.stringContaining('the path `identities/a\\u{1b}[31m.yaml` contains a control character'),
      expect.stringContaining('the path `identities/d\\u{a}ir/x.yaml` contains a control character'),
    ],
  })
})

// Other systems make no such file.
test.skipIf(process.platform !== 'linux')('a name that is not written in UTF-8', () => {
  const root = project({ 'identities/a.yaml': '' })
  const latin = Buffer.concat([Buffer.from(join(root, 'identities/b-')), Buffer.from([0xe9]), Buffer.from('.yaml')])
  writeFileSync(latin, '')
  expect(walk(root)).toMatchObject({ problems: [expect.stringContaining('this name is not written in UTF-8')] })
})

test('what may be meant as a document, and is none by its name', () => {
  const names = ['a.jsonl', 'b.ymal', 'c.yaml.rej', 'd.yaml.orig', 'e.toml', 'f.txt', '_g.jsonl', 'h.yml', 'README.md']
  const root = project(Object.fromEntries(names.map((name) => [`identities/${name}`, ''])))
  expect(walk(root)).toEqual({
    documents: ['identities/h.yml'],
    problems: [
      'IDC226 a.jsonl:1:1 this file is not read, because its name does not end like that of a document',
      'IDC226 b.ymal:1:1 this file is not read, because its name does not end like that of a document',
      'IDC226 c.yaml.rej:1:1 this file has a change that could not be merged into the file beside it',
    ],
  })
})

test('what is no file and has the name of one is not passed over', () => {
  const root = project({ 'identities/a.yaml': '' })
  for (const name of ['b.yaml', '_defaults.yaml', 'pipe', '.c.yaml']) {
    execFileSync('mkfifo', [join(root, 'identities', name)])
  }
  symlinkSync('pipe', join(root, 'identities/d.json'))
  const odd = 'this is not a file'
  expect(walk(root)).toEqual({
    documents: ['identities/a.yaml'],
    problems: [`IDC201 _defaults.yaml:1:1 ${odd}`, `IDC201 b.yaml:1:1 ${odd}`, `IDC201 d.json:1:1 ${odd}`],
  })
})

test('nothing shows what a link leads to', () => {
  const root = project({ secret: 'CANARY', 'identities/.keep': '' })
  for (const name of ['z.yaml', '_defaults.yaml', 'x.schema.json'])
    symlinkSync('../secret', join(root, 'identities', name))
  const { diagnostics } = parseFolder(configFor(root), { variables: {}, resolveSecrets: false })
  expect(diagnostics).toHaveLength(3)
  expect(diagnostics.every(({ code, secret }) => code === 'IDC211' && secret)).toBe(true)
})

test('identity schemas of the whole folder serve a part of it', () => {
  const root = project({ 'identities/person.schema.json': '{}', 'identities/sales/.keep': '' })
  const config = configFor(root, { identities: ['identities/sales'], wholeFolders: ['identities'] })
  expect(readSchemaFiles(config).sources).toEqual([{ id: 'person', schema: {} }])
})
