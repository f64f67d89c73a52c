import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Fault, type FaultProxy, type FaultRule, startFaultProxy } from '../support/fault-proxy.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, expectNothingToDo, markOf, steps, type World } from '../support/world.ts'

/** Every answer of a kind is spoiled for ever. */
const always = (fault: Fault, path: RegExp, method = 'GET'): FaultRule => ({ method, path, fault })
/** Only the first one is. */
const once = (fault: Fault, path: RegExp, method: string): FaultRule => ({ method, path, fault, nth: 1 })

const list = /^\/admin\/identities\?(?!.*(ids=|credentials_identifier=))/
const reread = /^\/admin\/identities\?.*ids=/
const collection = /^\/admin\/identities$/
const item = /^\/admin\/identities\/[0-9a-f-]{36}$/

describe.each(servers)('faults before the $name', ({ available, start }) => {
  let server: TestServer

  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })

  /** A world with three people applied and a proxy in front of the server, spoiling nothing yet. */
  function story(name: string, tell: (world: World, proxy: FaultProxy) => Promise<void>): void {
    test.skipIf(!available)(name, async () => {
      const proxy = await startFaultProxy(server.adminUrl)
      const world = await createWorld(server, { adminUrl: proxy.url })
      onTestFinished(async () => {
        await world.close()
        await proxy.stop()
      })
      for (const person of ['ada', 'bob', 'cleo']) write(world, person, person)
      expect((await world.apply()).report.counts).toMatchObject({ done: 3 })
      await tell(world, proxy)
    })
  }

  function write(world: World, person: string, first: string): void {
    world.write(
      `${person}.yaml`,
      `traits:\n  email: ${world.email(person)}\n  name: { first: ${first} }\nidctl: { key: ${person} }\n`,
    )
  }

  async function everybody(world: World): Promise<number> {
    const found = await Promise.all(['ada', 'bob', 'cleo', 'dora'].map((person) => world.find(world.email(person))))
    return found.filter((identity) => identity !== undefined).length
  }

  describe('a listing that cannot be trusted stops the run before any write (exit 6)', () => {
    test.skipIf(!available).each<[string, FaultRule]>([
      ['500 for ever', always({ kind: 'status', status: 500 }, list)],
      ['429 for ever', always({ kind: 'status', status: 429, retryAfter: '1' }, list)],
      ['401', always({ kind: 'status', status: 401 }, list)],
      ['reset for ever', always({ kind: 'reset-before' }, list)],
      ['HTML instead of JSON', always({ kind: 'html' }, list)],
      ['a body that is cut off', always({ kind: 'cut-off' }, list)],
      ['half of a body sent as the whole', always({ kind: 'cut-json' }, list)],
      ['an empty page without a Link', always({ kind: 'empty-page' }, list)],
      ['a page without a Link', always({ kind: 'no-link' }, list)],
    ])('%s', async (_name, rule) => {
      const proxy = await startFaultProxy(server.adminUrl)
      const world = await createWorld(server, { adminUrl: proxy.url })
      onTestFinished(async () => {
        await world.close()
        await proxy.stop()
      })
      write(world, 'ada', 'ada')
      await world.apply()
      world.remove('ada.yaml')
      write(world, 'dora', 'dora')
      const writes = proxy.writes().length
      proxy.setRules([rule])
      await expect(world.plan()).rejects.toMatchObject({ exit: 'unreadable' })
      expect(proxy.writes()).toHaveLength(writes)
      proxy.setRules([])
      expect(steps(await world.plan())).toEqual(['create dora', 'delete ada'])
    })
  })

  describe('a second page that cannot be trusted does the same', () => {
    let world: World
    let proxy: FaultProxy

    beforeAll(async () => {
      if (!available) return
      proxy = await startFaultProxy(server.adminUrl)
      world = await createWorld(server, { adminUrl: proxy.url })
      write(world, 'ada', 'ada')
      await world.apply()
      world.remove('ada.yaml')
      write(world, 'dora', 'dora')
      const strangers = Array.from({ length: 600 }, (_, index) => ({
        create: { schema_id: 'person', traits: { username: `${world.workspace}-${index}` } },
      }))
      expect(await world.request('PATCH', '/identities', { identities: strangers })).toMatchObject({ status: 200 })
    })
    afterAll(async () => {
      await world?.close()
      await proxy?.stop()
    })

    const second = /^\/admin\/identities\?.*page_token=(?!00000000-0000-0000)/
    test.skipIf(!available).each<[string, Fault]>([
      ['500', { kind: 'status', status: 500 }],
      ['404', { kind: 'status', status: 404 }],
      ['HTML', { kind: 'html' }],
      ['cut off', { kind: 'cut-off' }],
      ['half a body', { kind: 'cut-json' }],
      ['empty, without a Link', { kind: 'empty-page' }],
      ['without a Link', { kind: 'no-link' }],
      ['the first page again', { kind: 'repeat-page' }],
    ])('%s', async (_name, fault) => {
      proxy.setRules([always(fault, second)])
      const writes = proxy.writes().length
      await expect(world.plan()).rejects.toMatchObject({ exit: 'unreadable' })
      expect(proxy.writes()).toHaveLength(writes)
      expect(proxy.requests.filter(({ path }) => second.test(path))).not.toHaveLength(0)
    })

    test.skipIf(!available)('and what is there is only judged from the whole', async () => {
      proxy.setRules([])
      expect(steps(await world.plan())).toEqual(['create dora', 'delete ada'])
    })
  })

  describe('one spoiled answer is overcome', () => {
    const overcome: readonly [string, FaultRule][] = [
      ['429 on a listing', once({ kind: 'status', status: 429 }, list, 'GET')],
      ['503 on a listing', once({ kind: 'status', status: 503, retryAfter: '1' }, list, 'GET')],
      ['a reset on a listing', once({ kind: 'reset-before' }, list, 'GET')],
      ['500 on a re-read', once({ kind: 'status', status: 500 }, reread, 'GET')],
      ['429 on a batch', once({ kind: 'status', status: 429 }, collection, 'PATCH')],
      ['429 on a patch', once({ kind: 'status', status: 429, retryAfter: '1' }, item, 'PATCH')],
      ['a serialisation failure on a patch', once({ kind: 'serialization' }, item, 'PATCH')],
      ['500 on a patch', once({ kind: 'status', status: 500 }, item, 'PATCH')],
      ['a reset before a patch', once({ kind: 'reset-before' }, item, 'PATCH')],
      ['a reset after a patch', once({ kind: 'reset-after' }, item, 'PATCH')],
      ['HTML after a patch', once({ kind: 'html' }, item, 'PATCH')],
      ['a reset before a creation', once({ kind: 'reset-before' }, collection, 'POST')],
      ['a reset after a creation', once({ kind: 'reset-after' }, collection, 'POST')],
      ['a reset before a batch', once({ kind: 'reset-before' }, collection, 'PATCH')],
      ['a reset after a batch', once({ kind: 'reset-after' }, collection, 'PATCH')],
      ['half of the answer to a batch', once({ kind: 'cut-json' }, collection, 'PATCH')],
      ['HTML after a batch', once({ kind: 'html' }, collection, 'PATCH')],
      ['a reset before a deletion', once({ kind: 'reset-before' }, item, 'DELETE')],
      ['a reset after a deletion', once({ kind: 'reset-after' }, item, 'DELETE')],
      ['502 on a deletion', once({ kind: 'status', status: 502 }, item, 'DELETE')],
    ]
    for (const [name, rule] of overcome) {
      story(name, async (world, proxy) => {
        write(world, 'ada', 'Augusta')
        world.remove('bob.yaml')
        write(world, 'dora', 'dora')
        proxy.setRules([rule])
        const { report } = await world.apply()
        proxy.setRules([])
        expect(report.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0 })
        expect(await everybody(world)).toBe(3)
        await expectNothingToDo(world)
      })
    }
  })

  story('a lost answer of a creation: one identity, not two, also without anything unique', async (world, proxy) => {
    world.write('robot.yaml', 'traits: { name: { first: Robot } }\nidctl: { key: robot }\n')
    world.write('other.yaml', 'traits: { name: { first: Other } }\nidctl: { key: other }\n')
    proxy.setRules([
      once({ kind: 'reset-after' }, collection, 'PATCH'),
      once({ kind: 'reset-after' }, collection, 'POST'),
    ])
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ failed: 0 })
    proxy.setRules([])
    expect((await world.ours()).map((identity) => markOf(identity)?.['key']).sort()).toEqual([
      'ada',
      'bob',
      'cleo',
      'other',
      'robot',
    ])
    await expectNothingToDo(world)
  })

  story('writes that never succeed fail one by one and remove nothing', async (world, proxy) => {
    write(world, 'ada', 'Augusta')
    world.remove('bob.yaml')
    proxy.setRules([
      always({ kind: 'status', status: 500 }, item, 'PATCH'),
      always({ kind: 'status', status: 500 }, item, 'DELETE'),
    ])
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: 0, failed: 2 })
    proxy.setRules([])
    expect(await everybody(world)).toBe(3)
    expect(steps(await world.plan())).toEqual(['update ada', 'delete bob'])
  })

  story('a key that is refused half-way stops starting writes', async (world, proxy) => {
    for (const person of ['ada', 'bob', 'cleo']) write(world, person, 'New')
    write(world, 'dora', 'dora')
    proxy.setRules([always({ kind: 'status', status: 401 }, item, 'PATCH')])
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: 0 })
    expect(report.counts.failed + report.counts.skipped).toBe(4)
    proxy.setRules([])
    expect(await everybody(world)).toBe(3)
  })
})
