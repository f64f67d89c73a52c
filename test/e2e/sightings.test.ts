import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { runCli } from './run-cli.ts'

const base = fileURLToPath(new URL('base', import.meta.url))

test('a listing that fails neither counts nor forgets what was seen; the file names nobody', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'idctl-sightings-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  cpSync(base, cwd, { recursive: true })
  const schema = JSON.parse(readFileSync(join(cwd, 'identities', 'person.schema.json'), 'utf8'))
  const sandbox = await startSandbox({ schemas: { person: schema } })
  onTestFinished(() => sandbox.stop())
  await using proxy = await startFaultProxy(sandbox.adminUrl)
  const run = async (line: string) => runCli([...line.split(' '), '--admin-url', proxy.url], { cwd, openUmask: true })
  const drift = async (more = '') => (await run(`drift --min-sightings 3 --sightings seen.json${more}`)).exit
  const kept = () => readFileSync(join(cwd, 'seen.json'), 'utf8')

  expect((await run('apply --yes')).exit).toBe(0)
  const listed = await fetch(`${sandbox.adminUrl}/identities`)
  const people = (await listed.json()) as { id: string; traits: { email: string } }[]
  const grace = people.find(({ traits }) => traits.email === 'grace@example.com')?.id
  const edit = async (name: string) => {
    const body = JSON.stringify([{ op: 'replace', path: '/traits/name', value: name }])
    const headers = { 'content-type': 'application/json' }
    await fetch(`${sandbox.adminUrl}/identities/${grace}`, { method: 'PATCH', headers, body })
  }
  await edit('Gracia')

  expect(await drift()).toBe(0)
  const once = kept()
  expect((statSync(join(cwd, 'seen.json')).mode & 0o777).toString(8)).toBe('600')
  for (const person of people) {
    for (const text of [person.id, person.traits.email, 'Gracia', '/traits', 'grace']) expect(once).not.toContain(text)
  }

  proxy.setRules([{ path: /^\/admin\/identities\?/, fault: { kind: 'cut-json' } }])
  expect(await drift()).toBe(6)
  expect(kept()).toBe(once)
  proxy.setRules([])
  expect(await drift()).toBe(0)
  const twice = kept()
  // Others are looked at: the count of this one stays.
  expect(await drift(' --only linus')).toBe(0)
  expect(kept()).toBe(twice)
  expect(await drift()).toBe(2)

  await edit('Grazia')
  expect(await drift()).toBe(0)
  await edit('Grace')
  expect(await drift(' --only grace')).toBe(0)
  expect(JSON.parse(kept())).toMatchObject({ seen: {} })
})
