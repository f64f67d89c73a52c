import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walkFolder } from '../../../src/desired/walk.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'

function walk(root: string, folder = 'identities') {
  const diagnostics: Diagnostic[] = []
  const { documents } = walkFolder(root, folder, (diagnostic) => diagnostics.push(diagnostic))
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
      'IDC211 a/e:1:1 this link leads to a folder that it stands in',
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
  expect(walk(root)).toEqual({
    documents: ['identities/B.YAML'],
    problems: [expect.stringContaining('the file name `a\\u{1b}[31m.yaml` holds a control character')],
  })
})
