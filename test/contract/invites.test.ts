import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openInvitesFile, type Plan, type Report } from '../../src/index.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { findKratos, startKratos, type TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, expectNothingToDo, steps, type World } from '../support/world.ts'

interface Line {
  readonly key: string
  readonly address: string | null
  readonly recovery_link: string
  readonly recovery_code: string | null
  readonly expires_at: string
}

/** Applies with a new file for invites, and gives its lines. */
async function applyWithFile(
  world: World,
  path?: string,
): Promise<{ report: Report; lines: Line[]; plan: Plan | undefined }> {
  const file = join(world.root, 'invites.ndjson')
  const invites = await openInvitesFile(file)
  const applied =
    path === undefined
      ? await world.apply({}, invites)
      : { plan: undefined, report: await world.applyFile(path, {}, invites) }
  await invites.close()
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = text.split('\n').filter((line) => line !== '')
  rmSync(file, { force: true })
  return { ...applied, lines: lines.map((line) => JSON.parse(line) as Line) }
}

async function found(world: World, name: string): Promise<JsonObject> {
  const identity = await world.find(world.email(name))
  if (!identity) throw new Error(`${name} is not there`)
  return identity
}

function markIn(identity: JsonObject): JsonObject {
  return (identity['metadata_admin'] as JsonObject)['idctl'] as JsonObject
}

function write(world: World, name: string, onCreate?: string): void {
  const wish = onCreate === undefined ? '' : `, on_create: ${onCreate}`
  world.write(`${name}.yaml`, `traits: { email: ${world.email(name)} }\nidctl: { key: ${name}${wish} }\n`)
}

const recovery = /^\/admin\/recovery\//
const item = /^\/admin\/identities\/[0-9a-f-]{36}$/

describe.each(servers)('invites on the $name', ({ available, start }) => {
  let server: TestServer

  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })

  function story(name: string, tell: (world: World, proxy: FaultProxy) => Promise<void>, settings = ''): void {
    test.skipIf(!available)(name, async () => {
      const proxy = await startFaultProxy(server.adminUrl)
      const world = await createWorld(server, { adminUrl: proxy.url, settings })
      onTestFinished(async () => {
        await world.close()
        await proxy.stop()
      })
      await tell(world, proxy)
    })
  }

  story(
    'a link or a code for each creation that says so, in the file and nowhere else',
    async (world) => {
      write(world, 'ada')
      write(world, 'bob', 'recovery_code')
      write(world, 'dora', 'null')
      const path = await world.savePlan()
      const { report, lines } = await applyWithFile(world, path)
      expect(report.counts).toMatchObject({ done: 3, failed: 0 })
      expect(lines.map(({ key }) => key).sort()).toEqual(['ada', 'bob'])
      const [ada, bob] = lines.toSorted((left, right) => (left.key < right.key ? -1 : 1)) as [Line, Line]
      expect(ada).toEqual({
        key: 'ada',
        address: world.email('ada'),
        recovery_link: expect.stringContaining('token='),
        recovery_code: null,
        expires_at: expect.any(String),
      })
      expect(bob).toMatchObject({ address: world.email('bob'), recovery_code: expect.stringMatching(/^\d{6}$/) })
      // 30 hours were asked for, and an hour is usual.
      expect(Date.parse(ada.expires_at) - Date.now()).toBeGreaterThan(29 * 3_600_000)
      expect(Date.parse(bob.expires_at) - Date.now()).toBeLessThan(2 * 3_600_000)

      const token = new URL(ada.recovery_link).searchParams.get('token') as string
      const seen = [readFileSync(path, 'utf8'), JSON.stringify(report), JSON.stringify(await found(world, 'ada'))]
      for (const text of seen) expect(text).not.toContain(token)
      for (const name of ['ada', 'bob', 'dora']) expect(markIn(await found(world, name))).not.toHaveProperty('todo')
      await expectNothingToDo(world)

      const again = await applyWithFile(world, path)
      expect(again.report.counts).toMatchObject({ 'already-done': 3 })
      expect(again.lines).toEqual([])
    },
    'on_create: { send: recovery_link, lifetime: 30h }\n',
  )

  story('without a file for them nothing is written', async (world, proxy) => {
    write(world, 'ada', 'recovery_link')
    const path = await world.savePlan()
    await expect(world.applyFile(path)).rejects.toMatchObject({ exit: 'refused' })
    expect(proxy.writes()).toEqual([])
  })

  story(
    'a failure does not undo the creation: the mark keeps it, and the next apply finishes it',
    async (world, proxy) => {
      for (const name of ['ada', 'bob']) write(world, name, 'recovery_link')
      proxy.setRules([{ path: recovery, fault: { kind: 'status', status: 500 } }])
      const first = await applyWithFile(world)
      expect(first.report.counts).toMatchObject({ done: 0, failed: 2 })
      expect(first.report.outcomes[0]).toMatchObject({
        reason: expect.stringMatching(/^created, but not invited: /),
        hint: expect.stringContaining('the mark keeps it'),
      })
      expect(first.lines).toEqual([])
      expect(markIn(await found(world, 'ada'))).toMatchObject({ todo: ['invite'] })

      proxy.setRules([])
      const plan = await world.plan()
      expect(plan.changes.map(({ key, reason, fields }) => ({ key, reason, fields }))).toEqual(
        plan.changes.map(({ key }) => ({ key, reason: 'todo', fields: [] })),
      )
      expect(steps(plan).sort()).toEqual(['update ada', 'update bob'])
      await expect(world.apply()).rejects.toMatchObject({ exit: 'refused' })
      const second = await applyWithFile(world)
      expect(second.report.counts).toMatchObject({ done: 2, failed: 0 })
      expect(second.lines.map(({ key }) => key).sort()).toEqual(['ada', 'bob'])
      await expectNothingToDo(world)
    },
  )

  story('the same plan, applied again, finishes it as well', async (world, proxy) => {
    write(world, 'ada', 'recovery_link')
    const path = await world.savePlan()
    proxy.setRules([{ path: recovery, fault: { kind: 'status', status: 500 } }])
    expect((await applyWithFile(world, path)).report.counts).toMatchObject({ failed: 1 })
    proxy.setRules([])
    const second = await applyWithFile(world, path)
    expect(second.report.counts).toMatchObject({ done: 1 })
    expect(second.lines).toHaveLength(1)
    await expectNothingToDo(world)
  })

  story('a lost answer is asked for again; a lost write of the mark makes no second invite', async (world, proxy) => {
    write(world, 'ada', 'recovery_link')
    proxy.setRules([
      { path: recovery, fault: { kind: 'reset-after' }, nth: 1 },
      { method: 'PATCH', path: item, fault: { kind: 'reset-after' }, nth: 1 },
    ])
    const { report, lines } = await applyWithFile(world)
    expect(report.counts).toMatchObject({ done: 1 })
    expect(lines).toHaveLength(1)
    expect(proxy.requests.filter(({ path }) => recovery.test(path))).toHaveLength(2)
    await expectNothingToDo(world)
  })

  story('an invite is in the file before its entry leaves the mark', async (world, proxy) => {
    write(world, 'ada', 'recovery_link')
    proxy.setRules([{ method: 'PATCH', path: item, fault: { kind: 'status', status: 500 } }])
    const { report, lines } = await applyWithFile(world)
    expect(report.outcomes[0]).toMatchObject({
      outcome: 'failed',
      code: 'mark-still-owes',
    })
    expect(lines).toHaveLength(1)
    expect(markIn(await found(world, 'ada'))).toMatchObject({ todo: ['invite'] })
  })

  story('a document that no longer wants one owes none', async (world, proxy) => {
    write(world, 'ada', 'recovery_link')
    proxy.setRules([{ path: recovery, fault: { kind: 'status', status: 500 } }])
    await applyWithFile(world)
    write(world, 'ada')
    expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
    expect(markIn(await found(world, 'ada'))).not.toHaveProperty('todo')
    await expectNothingToDo(world)
  })

  story('invite: for those that are managed, and nothing of them changes', async (world, proxy) => {
    for (const name of ['ada', 'bob', 'cleo']) write(world, name)
    await world.apply()
    await world.request('PATCH', `/identities/${(await found(world, 'bob'))['id']}`, [
      { op: 'replace', path: '/state', value: 'inactive' },
    ])
    const before = await Promise.all(['ada', 'bob'].map((name) => found(world, name)))
    proxy.setRules([])
    const named = { command: 'invite', keys: ['ada', 'bob'], send: 'recovery_code', lifetime: '2h' } as const
    const path = await world.savePlan({ named })
    const plan = await world.plan({ named })
    expect(plan.changes.map(({ key, reason }) => `${key} ${reason}`).sort()).toEqual(['ada asked', 'bob asked'])
    expect(plan.diagnostics).toMatchObject([{ severity: 'warning', code: 'IDC532' }])
    const { report, lines } = await applyWithFile(world, path)
    expect(report.counts).toMatchObject({ done: 2 })
    expect(lines.map(({ recovery_code }) => recovery_code)).toEqual([expect.any(String), expect.any(String)])
    expect(await Promise.all(['ada', 'bob'].map((name) => found(world, name)))).toEqual(before)
  })

  story('invite: what has no mark, or is not there, is refused', async (world) => {
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('eve') } })
    write(world, 'eve')
    write(world, 'ada')
    const mistakes = await world.mistakes({ named: { command: 'invite', keys: ['eve', 'ada', 'nobody'] } })
    expect(mistakes.map(({ code }) => code).sort()).toEqual(['IDC540', 'IDC541', 'IDC541'])
  })

  story('invite also does what is owed since the creation', async (world, proxy) => {
    write(world, 'ada', 'recovery_link')
    proxy.setRules([{ path: recovery, fault: { kind: 'status', status: 500 } }])
    await applyWithFile(world)
    proxy.setRules([])
    const { report, lines } = await applyWithFile(
      world,
      await world.savePlan({ named: { command: 'invite', keys: ['ada'] } }),
    )
    expect(report.counts).toMatchObject({ done: 1 })
    expect(lines).toHaveLength(1)
    await expectNothingToDo(world)
  })

  story('ways in: what a listing tells, and what only secrets would', async (world) => {
    write(world, 'ada')
    world.write(
      'bob.yaml',
      `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\ncredentials: { password: { config: { password: CANARY-plain-pass } } }\n`,
    )
    await world.apply()
    write(world, 'cleo', 'recovery_link')
    const { access } = await world.plan({ waysIn: true })
    expect(access?.map(({ key, way_in, not_known }) => ({ key, way_in, not_known }))).toEqual([
      { key: 'ada', way_in: ['code_email', 'recovery'], not_known: ['password'] },
      { key: 'bob', way_in: ['password', 'code_email', 'recovery'], not_known: [] },
      { key: 'cleo', way_in: ['code_email', 'recovery'], not_known: [] },
    ])
    expect((await world.plan()).access).toBeUndefined()
  })
})

const schema = JSON.parse(readFileSync(new URL('person.schema.json', import.meta.url), 'utf8')) as JsonObject
const kratos = findKratos()

/** The link method is off, as in a Kratos that nobody configured. */
const withoutLinks = [
  {
    name: 'sandbox',
    available: true,
    async start(): Promise<TestServer> {
      const settings = { default_schema_id: 'person', link_enabled: false }
      const sandbox = await startSandbox({ schemas: { person: schema }, settings })
      const { adminUrl, publicUrl } = sandbox
      return { adminUrl: adminUrl.replace(/\/admin$/, ''), publicUrl, stop: () => sandbox.stop() }
    },
  },
  {
    name: 'kratos',
    available: kratos !== undefined && 'command' in kratos,
    start: () => startKratos({ person: schema }, { selfservice: { methods: { link: { enabled: false } } } }),
  },
]

describe.each(withoutLinks)('the link method switched off, on the $name', ({ available, start }) => {
  test.skipIf(!available)('the creation stays, and the hint names the setting of Kratos', async () => {
    const server = await start()
    const world = await createWorld(server)
    onTestFinished(async () => {
      await world.close()
      await server.stop()
    })
    write(world, 'ada', 'recovery_link')
    const { report } = await applyWithFile(world)
    expect(report.outcomes).toMatchObject([
      { outcome: 'failed', hint: expect.stringContaining('selfservice.methods.link.enabled'), id: expect.any(String) },
    ])
    write(world, 'ada', 'recovery_code')
    const { report: second, lines } = await applyWithFile(world)
    expect(second.counts).toMatchObject({ done: 1 })
    expect(lines).toMatchObject([{ key: 'ada', recovery_code: expect.any(String) }])
    await expectNothingToDo(world)
  })
})
