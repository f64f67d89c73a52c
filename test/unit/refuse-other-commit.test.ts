import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCheckout } from '../../src/checkout/open-checkout.ts'
import { loadConfig } from '../../src/config/load.ts'
import { parseFolder } from '../../src/desired/parse.ts'
import { madeFrom } from '../../src/made-from.ts'
import type { MadeFrom } from '../../src/model/plan.ts'
import { refuseOtherCommit } from '../../src/refuse-other-commit.ts'
import { commit, git, gitVariables, hasGit, initRepository } from '../support/git.ts'
import { project } from '../support/temp-project.ts'

const never = new AbortController().signal
const files = {
  'idctl.yaml':
    'version: 1\nworkspace: acme\nidentities: [people, robots]\nschema_id: person\nschemas: { other: ./other.json }\n',
  'other.json': '{}',
  'secrets/ada': 'one',
  'people/ada.yaml': 'traits: { email: ada@example.com, pin: "${file:secrets/ada}" }\n',
  'people/_defaults.yaml': 'state: active\n',
  'people/_old/zoe.yaml': 'traits: {}\n',
  'people/person.schema.json': '{}',
  'robots/r2.yaml': 'traits: { email: r2@example.com }\n',
  'README.md': 'read me',
}

/** A repository on a branch of a pull request. */
function repository(folder = ''): string {
  const root = project(Object.fromEntries(Object.entries(files).map(([path, text]) => [join(folder, path), text])))
  initRepository(root)
  commit(root, {})
  git(root, 'checkout', '--quiet', '-b', 'new-people')
  return root
}

async function plannedFrom(folder: string): Promise<MadeFrom | undefined> {
  const { config } = loadConfig({ cwd: folder, variables: {} })
  if (config === undefined) throw new Error('no config')
  const opened = await openCheckout(config, { variables: gitVariables, signal: never })
  return madeFrom(config, parseFolder(config, { variables: {}, resolveSecrets: false }), opened, true)
}

const judged = (from: MadeFrom | undefined, expected: string, folder: string) =>
  refuseOtherCommit(from, { commit: expected, folder, variables: gitVariables, signal: never })

const head = (root: string) => git(root, 'rev-parse', 'HEAD')

describe.skipIf(!hasGit)('a plan for a commit', () => {
  test('may be of that commit', async () => {
    const root = repository()
    const from = await plannedFrom(root)
    expect(from).toMatchObject({ commit: head(root), tree: 'clean', branch: 'new-people' })
    await judged(from, head(root), root)
    // Also where there is no checkout at all, as in a container that only has the plan and idctl.yaml.
    await judged(from, head(root), project({}))
  })

  test('may be of the branch that was squashed into it, while other files moved', async () => {
    const root = repository('ops/idctl')
    commit(root, { 'ops/idctl/people/bob.yaml': 'traits: { email: bob@example.com }\n' })
    commit(root, { 'ops/idctl/people/bob.yaml': 'traits: { email: bobby@example.com }\n' })
    const from = await plannedFrom(join(root, 'ops/idctl'))
    git(root, 'checkout', '--quiet', 'main')
    commit(root, { 'README.md': 'meanwhile', 'ops/idctl/people/_old/zoe.yaml': null })
    git(root, 'merge', '--quiet', '--squash', 'new-people')
    const merged = commit(root, {})
    expect(from?.commit).not.toBe(merged)
    await judged(from, merged, join(root, 'ops/idctl'))
  })

  test('may be of the same files before they were committed', async () => {
    const root = repository()
    writeFileSync(join(root, 'people/bob.yaml'), 'traits: { email: bob@example.com }\n')
    const from = await plannedFrom(root)
    expect(from).toMatchObject({ tree: 'changed' })
    await expect(judged(from, head(root), root)).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining('with changes that are in no commit'),
      hint: 'nothing was written; commit the changes first, then plan again',
    })
    await judged(from, commit(root, {}), root)
  })

  const moves: readonly [string, Readonly<Record<string, string | null>>][] = [
    ['a document', { 'people/ada.yaml': 'traits: { email: mallory@example.com }\n' }],
    ['a document in the second folder', { 'robots/r2.yaml': null }],
    ['one more document', { 'people/deep/er/bob.json': '{ "traits": { "email": "bob@example.com" } }' }],
    ['a document under another name', { 'people/ada.yaml': null, 'people/eve.yaml': files['people/ada.yaml'] }],
    ['defaults', { 'people/_defaults.yaml': 'state: inactive\n' }],
    ['new defaults', { 'robots/_defaults.yaml': 'state: inactive\n' }],
    ['idctl.yaml', { 'idctl.yaml': `${files['idctl.yaml']}removal: delete\n` }],
    ['a schema', { 'people/person.schema.json': '{ }' }],
    ['a schema that idctl.yaml names', { 'other.json': '{ }' }],
    ['a file that a document refers to', { 'secrets/ada': 'two' }],
    ['no file that a document refers to', { 'secrets/ada': null }],
  ]

  test.each(moves)('must not be of another one that differs by %s', async (_, change) => {
    const root = repository()
    const from = await plannedFrom(root)
    const next = commit(root, change)
    await expect(judged(from, next, root)).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining(`its files are not those of commit ${next}`),
    })
  })

  test('must be told apart from one that git cannot read here', async () => {
    const root = repository()
    const from = await plannedFrom(root)
    const missing = `${'0'.repeat(39)}1`
    await expect(judged(from, missing, root)).rejects.toThrow('git cannot read the files of that commit here')
    await expect(judged(from, missing, project({}))).rejects.toThrow('in no git checkout')
  })

  test('must say what it was made from', async () => {
    const root = repository()
    await expect(judged(await plannedFrom(project(files)), head(root), root)).rejects.toThrow('does not say')
    const from = await plannedFrom(root)
    await expect(judged({ commit: from?.commit ?? '' }, head(root), root)).rejects.toMatchObject({ exit: 'refused' })
  })

  test('must not rest on a file outside the checkout', async () => {
    const root = repository()
    rmSync(join(root, 'other.json'))
    symlinkSync(join(project({ 'other.json': '{}' }), 'other.json'), join(root, 'other.json'))
    const linked = commit(root, {})
    await expect(judged(await plannedFrom(root), linked, root)).rejects.toThrow('not in the checkout')
  })

  test('follows a link inside the checkout to the file', async () => {
    const root = repository()
    rmSync(join(root, 'other.json'))
    writeFileSync(join(root, 'real.json'), '{}')
    symlinkSync('real.json', join(root, 'other.json'))
    commit(root, {})
    const from = await plannedFrom(root)
    await judged(from, commit(root, { 'README.md': 'else' }), root)
    await expect(judged(from, commit(root, { 'real.json': '{ }' }), root)).rejects.toMatchObject({ exit: 'refused' })
  })
})
