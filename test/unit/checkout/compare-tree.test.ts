import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCheckout } from '../../../src/checkout/open-checkout.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { parseFolder } from '../../../src/desired/parse.ts'
import { madeFrom } from '../../../src/made-from.ts'
import { commit, git, gitVariables, hasGit, initRepository } from '../../support/git.ts'
import { project } from '../../support/temp-project.ts'

const never = new AbortController().signal
const files = {
  'idctl.yaml':
    'version: 1\nworkspace: acme\nidentities: identities\nschema_id: person\nschemas: { other: ./other.json }\n',
  'other.json': '{}',
  'secrets/ada': 'one',
  'identities/ada.yaml': 'traits: { email: ada@example.com, pin: "${file:secrets/ada}" }\n',
  'identities/team/_defaults.yaml': 'state: active\n',
  'identities/team/bob.json': '{ "traits": { "email": "bob@example.com" } }',
  'identities/person.schema.json': '{}',
  'identities/_old/zoe.yaml': 'traits: {}\n',
  'README.md': 'read me',
}

function repository(): string {
  const root = project(files)
  initRepository(root)
  commit(root, {})
  return root
}

async function treeOf(root: string) {
  const { config } = loadConfig({ cwd: root, variables: {} })
  if (config === undefined) throw new Error('no config')
  const opened = await openCheckout(config, { variables: gitVariables, signal: never })
  return madeFrom(config, parseFolder(config, { variables: {}, resolveSecrets: false }), opened, true)
}

describe.skipIf(!hasGit)('what a plan is made from', () => {
  test('is a commit', async () => {
    const root = repository()
    expect(await treeOf(root)).toMatchObject({ commit: git(root, 'rev-parse', 'HEAD'), tree: 'clean' })
  })

  test('outside a checkout it is none', async () => {
    expect(await treeOf(project(files))).toBeUndefined()
  })

  const changes: readonly [string, (root: string) => void][] = [
    ['a document changes', (root) => writeFileSync(join(root, 'identities/ada.yaml'), 'traits: {}\n')],
    ['a document is new', (root) => writeFileSync(join(root, 'identities/new.yaml'), 'traits: {}\n')],
    ['a document is gone', (root) => rmSync(join(root, 'identities/team/bob.json'))],
    [
      'a new one is ignored',
      (root) => {
        commit(root, { '.gitignore': '*.yaml\n' })
        writeFileSync(join(root, 'identities/new.yaml'), 'traits: {}\n')
      },
    ],
    [
      'the index has been told not to look',
      (root) => {
        git(root, 'update-index', '--assume-unchanged', 'identities/ada.yaml')
        writeFileSync(join(root, 'identities/ada.yaml'), 'traits: {}\n')
      },
    ],
    ['defaults change', (root) => writeFileSync(join(root, 'identities/team/_defaults.yaml'), 'state: inactive\n')],
    ['idctl.yaml changes', (root) => writeFileSync(join(root, 'idctl.yaml'), `${files['idctl.yaml']}git: true\n`)],
    ['a schema changes', (root) => writeFileSync(join(root, 'identities/person.schema.json'), '{ }')],
    ['a schema that idctl.yaml names changes', (root) => writeFileSync(join(root, 'other.json'), '{ }')],
    ['a referenced file changes', (root) => writeFileSync(join(root, 'secrets/ada'), 'two')],
    [
      'a document became a link',
      (root) => {
        rmSync(join(root, 'identities/team/bob.json'))
        writeFileSync(join(root, 'identities/bob.json'), files['identities/team/bob.json'])
        symlinkSync('../bob.json', join(root, 'identities/team/bob.json'))
      },
    ],
    [
      'staged only',
      (root) => {
        writeFileSync(join(root, 'identities/ada.yaml'), 'traits: {}\n')
        git(root, 'add', '--all')
      },
    ],
  ]
  test.each(changes)('is changed where %s', async (_, change) => {
    const root = repository()
    change(root)
    expect(await treeOf(root)).toMatchObject({ tree: 'changed' })
  })

  const others: readonly [string, (root: string) => void][] = [
    ['another file', (root) => writeFileSync(join(root, 'README.md'), 'changed')],
    ['a file of another kind among the documents', (root) => writeFileSync(join(root, 'identities/notes.txt'), '')],
    ['a document that is skipped', (root) => rmSync(join(root, 'identities/_old/zoe.yaml'))],
    [
      'a link that is committed',
      (root) => {
        rmSync(join(root, 'identities/team/bob.json'))
        writeFileSync(join(root, 'identities/bob.json'), files['identities/team/bob.json'])
        symlinkSync('../bob.json', join(root, 'identities/team/bob.json'))
        commit(root, {})
      },
    ],
  ]
  test.each(others)('does not mind %s', async (_, change) => {
    const root = repository()
    change(root)
    expect(await treeOf(root)).toMatchObject({ tree: 'clean' })
  })

  test('starts no filter that the checkout brings', async () => {
    const root = repository()
    commit(root, { '.gitattributes': '*.yaml filter=evil\n' })
    git(root, 'config', 'filter.evil.clean', `touch ${root}/started; cat`)
    writeFileSync(join(root, 'identities/ada.yaml'), 'traits: {}\n')
    expect(await treeOf(root)).toMatchObject({ tree: 'changed' })
    expect(() => rmSync(join(root, 'started'))).toThrow('ENOENT')
  })
})
