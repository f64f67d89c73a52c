import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { runCli } from './run-cli.ts'

const base = fileURLToPath(new URL('base', import.meta.url))

test('plan and drift send nothing but GET, also while they write files of their own', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'idctl-read-only-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  cpSync(base, cwd, { recursive: true })
  const schema = JSON.parse(readFileSync(join(cwd, 'identities', 'person.schema.json'), 'utf8'))
  const sandbox = await startSandbox({ schemas: { person: schema } })
  onTestFinished(() => sandbox.stop())
  await sandbox.populate({ count: 3, seed: 1 })
  await using proxy = await startFaultProxy(sandbox.adminUrl)
  const run = async (line: string) => (await runCli([...line.split(' '), '--admin-url', proxy.url], { cwd })).exit
  expect(await run('plan --detailed-exitcode --out prod.plan')).toBe(2)
  expect(await run('drift')).toBe(0)
  expect(await run('drift --include-unmanaged')).toBe(2)
  const acceptance = '--owner ops --reason known --expires 2999-12-31'
  expect(await run(`drift --include-unmanaged --baseline b.yaml --write-baseline ${acceptance}`)).toBe(0)
  expect(await run('drift --include-unmanaged --baseline b.yaml')).toBe(0)
  expect(proxy.requests.length).toBeGreaterThan(10)
  expect(proxy.writes()).toEqual([])
})
