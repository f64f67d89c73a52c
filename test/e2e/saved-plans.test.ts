import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { commit, hasGit, initRepository } from '../support/git.ts'
import { runCli } from './run-cli.ts'

/** The project of the cases. */
function folder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-e2e-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('base', import.meta.url)), root, { recursive: true })
  return root
}

test('a plan that its own guard refuses does not say how to execute it', async () => {
  const cwd = folder()
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd })).toMatchObject({ exit: 0 })
  rmSync(join(cwd, 'identities/people.yaml'))
  const { exit, stderr } = await runCli(['plan', '--out', 'p.plan'], { cwd })
  expect(exit).toBe(4)
  expect(stderr).toBe(
    'The plan is in p.plan; a guard refuses it, and so will apply, without the consent that the plan asks for.\n',
  )
  const consented = await runCli(['plan', '--out', 'p.plan', '--allow-removals=3'], { cwd })
  expect(consented.stderr).toBe('The plan is in p.plan; execute it with: idctl apply p.plan\n')
})

test.skipIf(!hasGit)('a plan file says what it was made from', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, '.gitignore'), '.idctl/\n*.plan\n')
  initRepository(cwd)
  const hash = commit(cwd, {})
  const made = async (tree: string, words: string) => {
    expect(await runCli(['plan', '--out', 'p.plan'], { cwd })).toMatchObject({ exit: 0 })
    const header = JSON.parse(readFileSync(join(cwd, 'p.plan'), 'utf8').split('\n')[0] ?? '')
    expect(header).toMatchObject({ record: 'header', made_from: { commit: hash, tree } })
    expect((await runCli(['show', 'p.plan'], { cwd })).stdout).toMatch(
      new RegExp(`^Made from commit ${hash} of branch main${words}\n\n`),
    )
    const shown = await runCli(['show', 'p.plan', '--json', '--mask'], {
      cwd,
      env: { IDCTL_PRIVACY_KEY: 'k'.repeat(32) },
    })
    expect(JSON.parse(shown.stdout).made_from).toEqual({ commit: hash, tree })
  }
  await made('clean', '')
  writeFileSync(join(cwd, 'README.md'), 'not read')
  await made('clean', '')
  writeFileSync(join(cwd, 'identities/new.yaml'), 'external_id: new\ntraits: { email: new@example.com }\n')
  await made('changed', ', with changes that are in no commit')
})

test.skipIf(!hasGit)('a plan is executed for the commit that has its files, and for no other', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, '.gitignore'), '.idctl/\n*.plan\n')
  initRepository(cwd)
  const first = commit(cwd, {})
  expect(await runCli(['plan', '--out', 'p.plan'], { cwd })).toMatchObject({ exit: 0 })
  const other = commit(cwd, { 'identities/new.yaml': 'external_id: new\ntraits: { email: new@example.com }\n' })
  const same = commit(cwd, { 'identities/new.yaml': null })
  // Wide enough for two hashes in one line.
  const apply = (...words: string[]) => runCli(['apply', ...words], { cwd, env: { COLUMNS: '200' } })
  expect(await apply('p.plan', '--expect-commit', other)).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining(`commit ${first}, and its files are not those of commit ${other}`),
  })
  expect((await apply('p.plan', '--expect-commit', 'HEAD')).exit).toBe(64)
  expect((await apply('--yes', '--expect-commit', same)).exit).toBe(64)
  expect((await apply('p.plan', '--expect-commit', same.toUpperCase())).exit).toBe(0)
})

test('an encrypted plan is for those who have a key', async () => {
  const cwd = folder()
  const key = await generateIdentity()
  const file = (name: string, text: string) => writeFileSync(join(cwd, name), text, { mode: 0o600 })
  file('keys.txt', `# our key\n${key}\n`)
  file('other.txt', await generateIdentity())
  const recipient = await identityToRecipient(key)
  const made = await runCli(['plan', '--out', 'p.plan', '--encrypt-to', recipient], { cwd })
  expect(made).toMatchObject({
    exit: 0,
    stderr: 'The plan is in p.plan; execute it with: idctl apply p.plan --decrypt-with KEYS\n',
  })
  expect(readFileSync(join(cwd, 'p.plan'), 'latin1')).not.toContain('ada@example.com')
  const opens = (...words: string[]) => runCli(words, { cwd })
  for (const command of ['show', 'apply']) {
    expect(await opens(command, 'p.plan')).toMatchObject({ exit: 4, stderr: expect.stringContaining('--decrypt-with') })
    expect((await opens(command, 'p.plan', '--decrypt-with', 'other.txt')).exit).toBe(4)
    expect((await opens(command, 'p.plan', '--decrypt-with', 'no.txt')).exit).toBe(64)
  }
  const shown = await opens('show', 'p.plan', '--decrypt-with', 'keys.txt')
  expect(shown).toMatchObject({ exit: 0, stdout: expect.stringContaining('ada@example.com') })
  expect((await opens('plan', '--encrypt-to', recipient)).exit).toBe(64)
  expect((await opens('apply', '--yes', '--decrypt-with', 'keys.txt')).exit).toBe(64)
  expect((await opens('apply', 'p.plan', '--decrypt-with', 'keys.txt')).exit).toBe(0)
})

test('a plan can be applied where there is idctl.yaml and nothing else', async () => {
  const cwd = folder()
  const schema = JSON.parse(readFileSync(join(cwd, 'identities/person.schema.json'), 'utf8'))
  const sandbox = await startSandbox({ schemas: { person: schema }, settings: { default_schema_id: 'person' } })
  onTestFinished(() => sandbox.stop())
  const kratos = `kratos: { admin_url: "${sandbox.adminUrl}", public_url: "${sandbox.publicUrl}" }`
  writeFileSync(join(cwd, 'idctl.yaml'), `version: 1\nworkspace: acme-1\nschema_id: person\n${kratos}\n`)
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd })).toMatchObject({ exit: 0 })
  writeFileSync(join(cwd, 'identities/people.yaml'), 'external_id: ada\ntraits: { email: ada@example.com }\n')
  expect(await runCli(['plan', '--out', 'p.plan', '--allow-removals=3'], { cwd })).toMatchObject({ exit: 0 })
  const container = join(cwd, 'container')
  mkdirSync(container)
  for (const name of ['idctl.yaml', 'p.plan']) cpSync(join(cwd, name), join(container, name))
  const { exit, stdout } = await runCli(['apply', 'p.plan'], { cwd: container })
  expect([exit, stdout]).toEqual([0, expect.stringMatching(/^Apply: \d+ done in /)])
  expect((await runCli(['plan'], { cwd: container })).exit).toBe(3)
})
