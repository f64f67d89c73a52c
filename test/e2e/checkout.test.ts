import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { commit, git, hasGit, initRepository } from '../support/git.ts'
import { runCli } from './run-cli.ts'

/** The project of the cases, as a repository of its own. */
function repository(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-e2e-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('base', import.meta.url)), root, { recursive: true })
  writeFileSync(join(root, '.gitignore'), '.idctl/\n')
  initRepository(root)
  return root
}

const bob = 'external_id: bob\ntraits: { email: bob@example.com }\n'

test.skipIf(!hasGit)('an older checkout removes nobody, and the run says that it is not whole', async () => {
  const cwd = repository()
  const first = commit(cwd, {})
  const second = commit(cwd, { 'identities/bob.yaml': bob })
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd })).toMatchObject({ exit: 0 })
  git(cwd, 'checkout', '--quiet', first)
  const plan = await runCli(['plan'], { cwd })
  expect(plan.stdout.replaceAll(second.slice(0, 12), '<commit>')).toBe(`Workspace acme-1 on sandbox:.idctl/sandbox.json

Blocked (1)
x delete   bob  bob@example.com  identities/bob.yaml  (document is gone)
           blocked: your checkout is older than what was applied: commit <commit> is not an
             ancestor of HEAD
           hint: update the checkout and plan again; if that commit was squashed or rebased away,
             apply once with \`git: false\` in idctl.yaml

No changes. 1 blocked. 3 unchanged.
Apply would do nothing, and end with exit code 5.
Next: do what the hints say
`)
  expect(plan.exit).toBe(0)
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd })).toMatchObject({ exit: 5 })
  git(cwd, 'checkout', '--quiet', 'main')
  expect(await runCli(['plan', '--detailed-exitcode'], { cwd })).toMatchObject({ exit: 0 })
})

test.skipIf(!hasGit)('a shallow clone removes nobody until it has its history', async () => {
  const cwd = repository()
  commit(cwd, { 'identities/bob.yaml': bob })
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd })).toMatchObject({ exit: 0 })
  commit(cwd, { 'identities/bob.yaml': null })
  const clones = mkdtempSync(join(tmpdir(), 'idctl-e2e-'))
  onTestFinished(() => rmSync(clones, { recursive: true, force: true }))
  git(clones, 'clone', '--quiet', '--depth=1', `file://${cwd}`, 'shallow')
  const shallow = join(clones, 'shallow')
  cpSync(join(cwd, '.idctl'), join(shallow, '.idctl'), { recursive: true })
  const apply = await runCli(['apply', '--yes', '--quiet'], { cwd: shallow })
  expect(apply.exit).toBe(5)
  expect(apply.stdout).toContain('fetch the whole history: `git fetch --unshallow`')
  git(shallow, 'fetch', '--quiet', '--unshallow')
  expect(await runCli(['apply', '--yes', '--quiet'], { cwd: shallow })).toMatchObject({ exit: 0 })
  expect((await runCli(['plan'], { cwd: shallow })).stdout).toBe('No changes. 3 unchanged.\n')
})
