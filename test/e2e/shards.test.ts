import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createSandbox } from '../../src/sandbox/index.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { runCli, startCli } from './run-cli.ts'

const count = 4

/** A folder of people with a plan that creates them. */
async function folderFor(server: Pick<TestServer, 'adminUrl' | 'apiKey'>, people: number) {
  const cwd = mkdtempSync(join(tmpdir(), 'idctl-shards-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const workspace = `shards-${Date.now()}`
  writeFileSync(
    join(cwd, 'idctl.yaml'),
    `version: 1\nworkspace: ${workspace}\nidentities: identities\nschema_id: person\n`,
  )
  const documents = Array.from({ length: people }, (_, index) => ({
    traits: { email: `emp-${index}@${workspace}.example.com` },
    idctl: { key: `emp-${index}` },
  }))
  mkdirSync(join(cwd, 'identities'))
  writeFileSync(
    join(cwd, 'identities', 'people.ndjson'),
    documents.map((document) => `${JSON.stringify(document)}\n`).join(''),
  )
  const env = {
    IDCTL_ADMIN_URL: server.adminUrl,
    ...(server.apiKey !== undefined && { IDCTL_API_KEY: server.apiKey }),
  }
  return { cwd, env }
}

describe.each(servers)('processes on the $name', ({ available, start }) => {
  let server: TestServer
  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(() => server?.stop())

  test.skipIf(!available)(
    'that run at the same time execute one plan together, and each says what its part was',
    async () => {
      const options = await folderFor(server, 40)
      expect((await runCli(['plan', '--out', 'prod.plan'], options)).exit).toBe(0)
      const shards = Array.from({ length: count }, (_, index) => `${index}/${count}`)
      const runs = await Promise.all(
        shards.map(
          (shard) =>
            startCli(
              ['apply', 'prod.plan', '--shard', shard, '--report', `json=${shard.replace('/', '-')}.json`],
              options,
            ).ended,
        ),
      )
      let done = 0
      for (const [index, { exit, stdout }] of runs.entries()) {
        expect(exit).toBe(0)
        const [, changes = ''] =
          stdout.match(new RegExp(`^Apply, shard ${index}/4, (\\d+) of 40 changes: \\1 done in `)) ?? []
        expect(Number(changes)).toBeGreaterThan(0)
        done += Number(changes)
      }
      expect(done).toBe(40)
      const listed = JSON.parse((await runCli(['runs', '--json'], options)).stdout).runs as {
        shard: object
        plan_digest: string
      }[]
      expect(listed.map(({ shard }) => shard)).toEqual(
        expect.arrayContaining(shards.map((_, index) => ({ index, count }))),
      )
      expect(new Set(listed.map(({ plan_digest }) => plan_digest)).size).toBe(1)
      expect((await runCli(['plan', '--detailed-exitcode'], options)).exit).toBe(0)
      // Once more: everything is there, and a program reads what it needs.
      const again = JSON.parse((await runCli(['apply', 'prod.plan', '--shard', '0/4', '--json'], options)).stdout)
      expect(again.shard).toEqual({ index: 0, count, changes: again.summary['already-done'], planned: 40 })
      expect((await runCli(['runs', '--last'], options)).stdout).toContain('\nShard 0/4 of the plan\n')
    },
  )
})

describe('--shard', () => {
  test('of a plan in a file only, from 0 on, and not with an inventory', async () => {
    const options = await folderFor({ adminUrl: 'http://127.0.0.1:1' }, 1)
    const refused = async (...args: string[]) => {
      const { exit, stdout, stderr } = await runCli(['apply', ...args], options)
      expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' })
      return stderr
    }
    expect(await refused('--shard', '0/2')).toContain(
      'name the file that `idctl plan --out` wrote: idctl apply PLAN --shard',
    )
    expect(await refused('prod.plan', '--shard', '2/2')).toContain('the first one is 0/2, the last one 1/2')
    expect(await refused('prod.plan', '--shard', '1/1')).toContain('the only one is 0/1')
    for (const wrong of ['2', '1/0', '-1/2', '01/2', '1/2/3', '$(JOB_COMPLETION_INDEX)/4', '']) {
      expect(await refused('prod.plan', `--shard=${wrong}`)).toContain('for example --shard 0/4')
    }
    expect(await refused('prod.plan', '--shard', '0/2', '--inventory', 'i')).toContain('`idctl apply --inventory FILE`')
  })

  test('says how several processes share a sandbox', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'idctl-shards-'))
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
    cpSync(fileURLToPath(new URL('base', import.meta.url)), cwd, { recursive: true })
    const schema = JSON.parse(readFileSync(join(cwd, 'identities', 'person.schema.json'), 'utf8'))
    const sandbox = await createSandbox({ schemas: { person: schema }, file: join(cwd, 'sandbox.json') })
    onTestFinished(() => sandbox.stop())
    const { exit, stderr } = await runCli(['apply', '--yes', '--sandbox', 'sandbox.json'], { cwd })
    expect(exit).toBe(1)
    expect(stderr).toContain('`idctl sandbox --file FILE` serve it to many')
  })
})
