import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { starterSchema } from '../../src/sandbox/starter-schema.ts'
import { project } from '../support/temp-project.ts'
import type { CliRun } from './cli-run.ts'
import { runCli } from './run-cli.ts'

const config = 'version: 1\nworkspace: acme\nschema_id: person\n'

function folder(text = config) {
  const root = project({ 'idctl.yaml': text, 'identities/.keep': '' })
  const run = (args: string, env = {}) =>
    runCli(['doctor', '--json', ...args.split(' ').filter(Boolean)], { cwd: root, env })
  return { root, run }
}

async function served(apiKey?: string) {
  const schemas = { person: starterSchema.schema } as never
  const sandbox = await startSandbox({ schemas, ...(apiKey === undefined ? {} : { apiKey }) })
  onTestFinished(() => sandbox.stop())
  return sandbox
}

function verdicts({ stdout }: CliRun): Record<string, string> {
  const { findings } = JSON.parse(stdout) as { findings: { check: string; verdict: string }[] }
  return Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]))
}

function git(root: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' })
}

test('a folder and a server that are right', async () => {
  const { root, run } = folder()
  const { adminUrl } = await served('ory_pat_CANARY')
  git(root, 'init', '--quiet')
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '-m', 'first')
  const env = { IDCTL_API_KEY: 'ory_pat_CANARY', IDCTL_PRIVACY_KEY: 'p'.repeat(32) }
  const found = await run(`--admin-url ${adminUrl}`, env)
  expect(found.exit, found.stdout + found.stderr).toBe(0)
  expect([...new Set(Object.values(verdicts(found)))]).toEqual(['fine'])
  expect(found.stdout + found.stderr).not.toContain('CANARY')
})

test('no git and no privacy key are advice, and nothing is written', async () => {
  const { root, run } = folder()
  const { adminUrl } = await served()
  const found = await run(`--admin-url ${adminUrl}`)
  expect(found.exit).toBe(0)
  expect(verdicts(found)).toMatchObject({ git: 'advice', 'privacy key': 'advice', 'identity schemas': 'fine' })
  expect(readdirSync(root).toSorted()).toEqual(['idctl.yaml', 'identities'])
})

test('the public API instead of the admin API is told, and what rests on it is not tried', async () => {
  const { run } = folder()
  const { publicUrl } = await served()
  const found = await run(`--admin-url ${publicUrl}`)
  expect(found.exit).toBe(1)
  expect(verdicts(found)).toMatchObject({
    'admin api': 'wrong',
    version: 'not-tried',
    'identity schemas': 'not-tried',
    clock: 'not-tried',
    listing: 'not-tried',
    git: 'advice',
  })
  expect(found.stdout).toContain('this looks like the public URL')
})

test.each([
  ['a key that the server does not know', 'ory_pat_CANARY-other'],
  ['a key of a workspace', 'ory_wak_CANARY-other'],
])('%s is wrong', async (_, key) => {
  const { run } = folder()
  const { adminUrl } = await served('ory_pat_right')
  const found = await run(`--admin-url ${adminUrl}`, { IDCTL_API_KEY: key })
  expect(found.exit).toBe(1)
  expect(found.stdout).not.toContain('CANARY')
})

test('mistakes of idctl.yaml are told, with the checks that need none', async () => {
  const { run } = folder('version: 1\nworkspace: acme\nadopt: CANARY\n')
  const found = await run('')
  expect(found.exit).toBe(1)
  expect(verdicts(found)).toMatchObject({ idctl: 'fine', 'idctl.yaml': 'wrong', server: 'not-tried', git: 'not-tried' })
  expect(found.stdout).toContain('line 3: `adopt` must be one of')
  expect(found.stdout).not.toContain('CANARY')
})

test('a shallow clone is wrong', async () => {
  const { root } = folder()
  git(root, 'init', '--quiet')
  for (const message of ['first', 'second']) git(root, 'commit', '--quiet', '--allow-empty', '-m', message)
  git(root, 'add', '.')
  git(root, 'commit', '--quiet', '-m', 'third')
  const clone = project({})
  git(clone, 'clone', '--quiet', '--depth', '1', `file://${root}`, 'copy')
  const { adminUrl } = await served()
  const found = await runCli(['doctor', '--json', '--admin-url', adminUrl], { cwd: join(clone, 'copy') })
  expect([found.exit, verdicts(found)['git']]).toEqual([1, 'wrong'])
})
