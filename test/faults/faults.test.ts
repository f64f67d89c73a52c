import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Fault, type FaultProxy, type FaultRule, startFaultProxy } from '../support/fault-proxy.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, expectNothingToDo, markOf, steps, type World } from '../support/world.ts'

/** Every answer of a kind is spoiled for ever. */
const always = (fault: Fault, path: RegExp, method: string): FaultRule => ({ method, path, fault })
/** Only the first one is. */
const once = (fault: Fault, path: RegExp, method: string): FaultRule => ({ method, path, fault, nth: 1 })

const collection = /^\/admin\/identities$/
const item = /^\/admin\/identities\/[0-9a-f-]{36}$/

/** What may differ from one server to the other, or spoils several changes; every fault at every endpoint: `matrix.ts`. */
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

  describe('one spoiled answer is overcome', () => {
    const overcome: readonly [string, FaultRule][] = [
      ['a serialisation failure on a patch', once({ kind: 'serialization' }, item, 'PATCH')],
      ['a serialisation failure on a batch', once({ kind: 'serialization' }, collection, 'PATCH')],
      ['a reset after a patch', once({ kind: 'reset-after' }, item, 'PATCH')],
      ['a reset before a creation', once({ kind: 'reset-before' }, collection, 'POST')],
      ['a reset after a creation', once({ kind: 'reset-after' }, collection, 'POST')],
      ['a reset after a batch', once({ kind: 'reset-after' }, collection, 'PATCH')],
      ['half of the answer to a batch', once({ kind: 'cut-json' }, collection, 'PATCH')],
      ['a reset after a deletion', once({ kind: 'reset-after' }, item, 'DELETE')],
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

  story('a creation that nothing unique protects is not sent twice', async (world, proxy) => {
    world.write('robot.yaml', 'traits: { name: { first: Robot } }\nidctl: { key: robot }\n')
    proxy.setRules([always({ kind: 'reset-before' }, collection, 'POST')])
    const sent = proxy.writes().length
    const { report } = await world.apply()
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', hint: expect.stringContaining('plan again') }])
    expect(proxy.writes()).toHaveLength(sent + 1)
    proxy.setRules([])
    expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
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
