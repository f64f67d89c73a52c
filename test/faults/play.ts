import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportExit } from '../../src/cli/exit-codes.ts'
import { failureOf } from '../../src/cli/failure.ts'
import type { Report } from '../../src/index.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { isDeep, someOf } from '../support/depth.ts'
import { type FaultProxy, type FaultRule, startFaultProxy } from '../support/fault-proxy.ts'
import type { TestServer } from '../support/kratos.ts'
import { serversForFaults } from '../support/servers.ts'
import { createWorld, expectNothingToDo, markOf, type World } from '../support/world.ts'
import { rulesFor } from './fault-rules.ts'
import { type EndpointName, type Expectation, type FaultName, matrix, outcomes } from './matrix.ts'
import { inviteSink, people, type Scene, scenes, writeEverybody } from './scenes.ts'

/** Another host: whatever it gets is one request too many. */
const received: string[] = []
const elsewhere = createServer((request, response) => {
  received.push(`${request.method} ${request.url} ${request.headers.authorization}`)
  response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
})

/** Runs the cells of these endpoints. In two files, so that two processors share them. */
export function runMatrix(names: readonly EndpointName[]): void {
  let elsewhereUrl = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => elsewhere.close(resolve)))

  describe.each(serversForFaults)('faults before the $name', ({ available, start }) => {
    let server: TestServer

    beforeAll(async () => {
      if (available) server = await start()
    })
    afterAll(async () => {
      await server?.stop()
    })

    describe.each(names)('%s', (endpoint) => {
      for (const { name, expected, rule } of someOf(casesOf(endpoint), 3)) {
        test.skipIf(!available)(name, async () => {
          const fault = rule.fault.kind === 'redirect' ? { ...rule.fault, to: elsewhereUrl } : rule.fault
          await play(server, { endpoint, expected, rule: { ...rule, fault } })
        })
      }
    })
  })
}

/** At full size each fault comes once and for ever; in a quick run one of the two, by turns. */
function timesOf(index: number): readonly ('once' | 'always')[] {
  if (isDeep) return ['once', 'always']
  return [index % 2 === 0 ? 'once' : 'always']
}

function casesOf(endpoint: EndpointName): (Omit<Case, 'endpoint'> & { readonly name: string })[] {
  return (Object.keys(matrix) as FaultName[]).flatMap((fault, index) => {
    const cell = matrix[fault][endpoint]
    if (typeof cell === 'string') return []
    return timesOf(index).flatMap((times) =>
      rulesFor(fault, endpoint, times).map(([variant, rule]) => {
        const expected = cell[times]
        return {
          name: [fault, variant, times, expected.outcome].filter((word) => word !== '').join(', '),
          expected,
          rule,
        }
      }),
    )
  })
}

interface Case {
  readonly endpoint: EndpointName
  readonly expected: Expectation
  readonly rule: FaultRule
}

/** One cell: a folder that is applied, an edit, the fault while it is executed, and what holds during and after it. */
async function play(server: TestServer, { endpoint, expected, rule }: Case): Promise<void> {
  const scene = scenes[endpoint]
  // The whole listing takes several pages where paging itself is spoiled.
  const pageSize = rule.fault.kind === 'skip-page' ? 1 : 2
  const admin = await startFaultProxy(server.adminUrl, [], endpoint === 'list' ? { pageSize } : {})
  const open = await startFaultProxy(server.publicUrl)
  const spoiled = endpoint === 'schema' ? open : admin
  const world = await createWorld(server, { adminUrl: admin.url, publicUrl: open.url })
  const strangers = await seedStrangers(world)
  try {
    // What a cache would give for ever from then on: nobody of the folder is there yet.
    if (rule.fault.kind === 'stale') await world.plan()
    admin.keep()
    writeEverybody(world)
    expect((await world.apply()).report.counts).toMatchObject({ done: 4, failed: 0 })
    const { planFile } = await scene.prepare(world, admin.keep)
    const before = await everybody(world, strangers)
    const sent = admin.writes().length

    spoiled.setRules([rule.fault.kind === 'skip-page' ? await hidingAda(world, rule, strangers) : rule])
    const ended = await execute(world, planFile)
    spoiled.setRules([])
    const written = admin.writes().slice(sent)
    expectEnded(ended, expected)
    expect(received).toEqual([])
    expectWrites(written, scene, before)
    if (expected.outcome === 'stops') expect(written).toEqual([])
    expectUntouched(before, await everybody(world, strangers), scene)

    const { report } = await world.apply({}, inviteSink())
    expect(report.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0, blocked: 0 })
    await expectNothingToDo(world)
    const after = await everybody(world, strangers)
    expectUntouched(before, after, scene)
    const keys = [...after.values()].map(keyOf)
    const left = new Set(scene.leaves ?? [])
    expect(keys).toEqual(expect.arrayContaining([...people, 'robot'].filter((key) => !left.has(key))))
    for (const key of left) expect(keys).not.toContain(key)
  } finally {
    await cleanUp(world, strangers)
    await world.close()
    await admin.stop()
    await open.stop()
  }
}

interface Ended {
  readonly exit: string
  readonly message: string
  readonly report?: Report
}

/** As the CLI does: what was thrown and what was reported become an exit and words. */
async function execute(world: World, planFile: string | undefined): Promise<Ended> {
  try {
    const invites = inviteSink()
    // As if others had been there in the moment between plan and apply: conflicts are met, nobody is looked up before.
    const fresh = { isFresh: true } as const
    const report =
      planFile === undefined
        ? (await world.apply({}, invites)).report
        : await world.applyFile(planFile, {}, invites, fresh)
    const words = report.outcomes.flatMap(({ reason }) => reason ?? [])
    return { exit: reportExit(report), message: words.join('\n'), report }
  } catch (error) {
    const { exit, message } = failureOf(error)
    return { exit, message }
  }
}

function expectEnded({ exit, message, report }: Ended, { outcome, says = '' }: Expectation): void {
  expect({ exit, message }).toEqual({ exit: outcomes[outcome].exit, message: expect.stringContaining(says) })
  if (outcome === 'stops') expect(report).toBeUndefined()
  if (outcome === 'fails' || outcome === 'halts') expect(report?.counts.failed).toBeGreaterThan(0)
  if (outcome === 'moved') expect(report?.counts).toMatchObject({ moved: 1, failed: 0 })
  // No outcome shows what belongs to people, nor is it a bug of ours.
  expect(message).not.toMatch(/this is a bug|idctl itself failed|example\.com/)
}

/** Only what the plan has. */
function expectWrites(written: FaultProxy['requests'], { writes }: Scene, before: Snapshot): void {
  const allowed = new Set(writes)
  const keys = new Map([...before].map(([id, identity]) => [id, keyOf(identity)]))
  for (const { method, path } of written) {
    const [, , collection, id = '', rest] = path.split('/')
    if (collection === 'recovery') expect(allowed).toContain('POST recovery')
    else if (id === '') expect(allowed).toContain(method)
    else {
      // Whoever was not there before was created by this run.
      const who = keys.get(id) ?? [...allowed].find((one) => one === 'PATCH dora')?.split(' ')[1]
      expect(allowed).toContain(`${method} ${who}${rest === undefined ? '' : `/${rest}`}`)
    }
  }
}

type Snapshot = ReadonlyMap<string, JsonObject>

/** Of this workspace, and the strangers. */
async function everybody(world: World, strangers: readonly string[]): Promise<Snapshot> {
  const others = await Promise.all(strangers.map(async (id) => (await world.request('GET', `/identities/${id}`)).body))
  return new Map([...(await world.ours()), ...(others as JsonObject[])].map((one) => [one['id'] as string, one]))
}

/** Nobody is there twice, nobody is gone, and whoever the plan does not write is what they were to the last byte. */
function expectUntouched(before: Snapshot, after: Snapshot, { writes, leaves = [] }: Scene): void {
  const keys = [...after.values()].map(keyOf).filter((key) => key !== undefined)
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted())
  const written = new Set(writes.map((one) => one.split(/[ /]/)[1]))
  for (const [id, identity] of before) {
    const key = keyOf(identity)
    if (key === undefined || !written.has(key)) expect(after.get(id)).toEqual(identity)
    else if (!leaves.includes(key)) expect(after.has(id)).toBe(true)
  }
}

function keyOf(identity: JsonObject): string | undefined {
  return markOf(identity)?.['key'] as string | undefined
}

async function seedStrangers(world: World, names = ['stranger', 'passer-by']): Promise<string[]> {
  const bodies = names.map((name) => ({ traits: { email: world.email(name), roles: [name] } }))
  const made = await Promise.all(bodies.map((body) => world.request('POST', '/identities', body)))
  return made.map(({ body }) => (body as JsonObject)['id'] as string)
}

/** With one row a page: the page that has ada is the one for which the next one is answered. */
async function hidingAda(world: World, rule: FaultRule, strangers: string[]): Promise<FaultRule> {
  const ada = (await world.find(world.email('ada')))?.['id'] as string
  for (let number = 0; !strangers.some((id) => id > ada); number += 1) {
    strangers.push(...(await seedStrangers(world, [`late-${number}`])))
  }
  const { body } = await world.request('GET', '/identities?page_size=500')
  const ids = (body as JsonObject[]).map((one) => one['id'] as string)
  const before = ids[ids.indexOf(ada) - 1]
  const path =
    before === undefined
      ? /^\/admin\/identities\?(?!.*(page_token|ids|identifier|page)=)/
      : new RegExp(`page_token=${before}`)
  return { ...rule, path }
}

/** The next cell lists few identities again. */
async function cleanUp(world: World, strangers: readonly string[]): Promise<void> {
  const own = (await world.ours()).map((identity) => identity['id'] as string)
  await Promise.all([...own, ...strangers].map((id) => world.request('DELETE', `/identities/${id}`)))
}
