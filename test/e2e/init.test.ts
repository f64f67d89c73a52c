import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { starterSchema } from '../../src/sandbox/starter-schema.ts'
import { project } from '../support/temp-project.ts'
import type { CliRun } from './cli-run.ts'
import { runCli } from './run-cli.ts'

function folder(files: Readonly<Record<string, string>> = {}) {
  const root = project({ '.keep': '', ...files })
  const run = (args: string, env: Readonly<Record<string, string>> = {}) => runCli(args.split(' '), { cwd: root, env })
  const read = (name: string) => readFileSync(join(root, name), 'utf8')
  return { root, run, read }
}

async function served(options: { apiKey?: string; schemas?: Readonly<Record<string, object>> } = {}) {
  const { schemas = { person: starterSchema.schema }, ...others } = options
  const sandbox = await startSandbox({ schemas: schemas as never, ...others })
  onTestFinished(() => sandbox.stop())
  return sandbox.adminUrl
}

function outcomes({ stdout }: CliRun): Record<string, string> {
  const { files } = JSON.parse(stdout) as { files: { file: string; outcome: string }[] }
  return Object.fromEntries(files.map((one) => [one.file, one.outcome]))
}

/** What init wrote passes every check, and the plan has nothing to complain of. */
async function expectCleanPlan(
  run: (args: string, env?: Record<string, string>) => Promise<CliRun>,
  creates: number,
  env = {},
) {
  const validated = await run('validate --json', env)
  expect([validated.exit, JSON.parse(validated.stdout).diagnostics]).toEqual([0, []])
  const planned = await run('plan --json', env)
  const plan = JSON.parse(planned.stdout)
  expect([planned.exit, plan.diagnostics, plan.summary.create, plan.changes.length]).toEqual([0, [], creates, creates])
}

test('without a server: everything to begin with, and a plan of one person', async () => {
  const { run, read } = folder()
  const first = await run('init --sandbox --yes --json')
  expect(first.exit, first.stderr).toBe(0)
  expect(outcomes(first)).toEqual({
    'idctl.yaml': 'created',
    'identities/person.schema.json': 'created',
    '.idctl-editor/document.json': 'created',
    '.idctl-editor/defaults.json': 'created',
    '.idctl-editor/config.json': 'created',
    '.vscode/settings.json': 'created',
    '.gitignore': 'created',
    'identities/ada.yaml': 'created',
  })
  expect(read('identities/ada.yaml')).toContain('# yaml-language-server: $schema=../.idctl-editor/document.json\n')
  await expectCleanPlan(run, 1)
  expect((await run('apply --yes')).exit).toBe(0)
  await expectCleanPlan(run, 0)
})

test('with a server: its schemas, and no question where every flag is given', async () => {
  const { run, read } = folder()
  const url = await served()
  const first = await run(`init --admin-url ${url}/admin --workspace acme-1 --json`)
  expect(first.exit, first.stderr).toBe(0)
  expect(JSON.parse(read('identities/person.schema.json'))).toEqual(starterSchema.schema)
  expect(read('idctl.yaml')).toMatch(/^workspace: acme-1$/m)
  await expectCleanPlan(run, 1)
})

test('a workspace that manages people on the server is not set up again, because the first plan would remove them all', async () => {
  const url = await served()
  const first = folder()
  expect((await first.run(`init --admin-url ${url} --workspace acme-1 --yes`)).exit).toBe(0)
  expect((await first.run('apply --yes')).exit).toBe(0)
  const second = folder()
  const refused = await second.run(`init --admin-url ${url} --workspace acme-1 --yes`)
  expect([refused.exit, existsSync(join(second.root, 'idctl.yaml'))]).toEqual([4, false])
  expect((await second.run(`init --admin-url ${url} --workspace acme-2 --yes`)).exit).toBe(0)
})

test('a key comes from its variable, and idctl.yaml only names that', async () => {
  const { root, run, read } = folder()
  const url = await served({ apiKey: 'ory_pat_CANARY' })
  const refused = await run(`init --admin-url ${url} --yes`)
  expect([refused.exit, existsSync(join(root, 'idctl.yaml'))]).toEqual([6, false])
  const env = { IDCTL_API_KEY: 'ory_pat_CANARY' }
  const first = await run(`init --admin-url ${url} --yes`, env)
  expect(first.exit, first.stderr).toBe(0)
  expect(read('idctl.yaml')).toContain('api_key: ${env:IDCTL_API_KEY}')
  expect(read('idctl.yaml') + first.stdout + first.stderr + refused.stderr).not.toContain('CANARY')
  await expectCleanPlan(run, 1, env)
})

test('where people are already, there is no example, and the way on is export', async () => {
  const { root, run } = folder()
  const url = await served()
  const body = JSON.stringify({ schema_id: 'person', traits: { email: 'bob@example.com' } })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${url}/admin/identities`, { method: 'POST', body, headers })).status).toBe(201)
  const first = await run(`init --admin-url ${url} --yes`)
  expect(first.stdout).toContain('idctl export')
  expect(readdirSync(join(root, 'identities'))).toEqual(['person.schema.json'])
  await expectCleanPlan(run, 0)

  const exported = await run('export --path team/{key}.yaml')
  expect(exported.exit, exported.stdout + exported.stderr).toBe(0)
  const [name = ''] = readdirSync(join(root, 'identities/team'))
  const line = '# yaml-language-server: $schema=../../.idctl-editor/document.json\n'
  expect(readFileSync(join(root, 'identities/team', name), 'utf8').startsWith(line)).toBe(true)
  expect((await run('validate')).exit).toBe(0)
})

test('schemas whose ids are no file names get names', async () => {
  const { run, read } = folder()
  const url = await served({ schemas: { 'preset://email': starterSchema.schema } })
  const first = await run(`init --admin-url ${url} --yes`)
  expect(first.exit, first.stderr).toBe(0)
  expect(read('idctl.yaml')).toContain('  email: preset://email\n')
  await expectCleanPlan(run, 1)
})

test('what is there stays, and what is missing is added', async () => {
  const mine = {
    'idctl.yaml': 'version: 1\nworkspace: mine\nschema_id: person\nkratos: { sandbox: .idctl/sandbox.json }\n',
    'identities/bob.yaml': 'traits: { email: bob@example.com }\n',
    '.gitignore': 'node_modules',
    '.vscode/settings.json': '{ "a": 1 } // mine\n',
  }
  const { run, read } = folder(mine)
  const first = await run('init --json')
  expect(first.exit, first.stderr).toBe(0)
  expect(outcomes(first)).toMatchObject({ 'idctl.yaml': 'unchanged', '.gitignore': 'updated' })
  expect(read('idctl.yaml')).toBe(mine['idctl.yaml'])
  expect(read('identities/bob.yaml')).toBe(mine['identities/bob.yaml'])
  expect(read('.gitignore')).toMatch(/^node_modules\n# idctl.*\n\.idctl\/\n\*\.plan\ninvites\*\.ndjson\n$/)
  expect(read('.vscode/settings.json')).toContain('// mine')
  await expectCleanPlan(run, 1)
  const again = outcomes(await run('init --json'))
  expect(Object.values(again).every((outcome) => outcome === 'unchanged')).toBe(true)
})

test.each([
  ['init', 'no server is given'],
  ['init --yes', 'no server is given'],
  ['init --sandbox', '--workspace NAME is missing'],
  ['init --sandbox --workspace a/b', '--workspace must be letters'],
  ['init --admin-url ftp://x --yes', 'the admin URL must start with http'],
  ['init --public-url http://x --sandbox --yes', '--public-url'],
])('%s is refused at once, and writes nothing', async (args, message) => {
  const { root, run } = folder()
  const refused = await run(args)
  expect(refused.exit).toBe(64)
  expect(refused.stderr).toContain(message)
  expect(readdirSync(root)).toEqual(['.keep'])
})

test('an idctl.yaml that is there is not changed by flags', async () => {
  const { root, run } = folder()
  writeFileSync(join(root, 'idctl.yaml'), 'version: 1\nworkspace: mine\n')
  const refused = await run('init --workspace other')
  expect([refused.exit, refused.stderr.includes('would change nothing')]).toEqual([64, true])
})

test('a server that does not answer is an error before anything is written', async () => {
  const { root, run } = folder()
  expect((await run('init --admin-url http://127.0.0.1:9 --yes')).exit).toBe(6)
  expect(readdirSync(root)).toEqual(['.keep'])
})
