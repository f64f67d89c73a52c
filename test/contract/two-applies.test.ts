import { describe, expect } from 'vitest'
import type { Report } from '../../src/index.ts'
import { createGate } from '../support/fault-proxy.ts'
import { servers } from '../support/servers.ts'
import { expectNothingToDo, markOf, type World } from '../support/world.ts'
import {
  collection,
  firstHash,
  hashOf,
  item,
  keys,
  type Stage,
  secondHash,
  storiesOfTwo,
  write,
} from './two-writers.ts'

describe.each(servers)('concurrency on the $name', (choice) => {
  const story = storiesOfTwo(choice)

  describe('two applies of one folder at once', () => {
    /** The first stops right before the first request of this kind, the other runs through, then the first goes on. */
    async function overtaken(
      one: Stage,
      other: Stage,
      at: { readonly method?: string; readonly path: RegExp },
    ): Promise<{ first: Report; second: Report }> {
      const [firstPlan, secondPlan] = [await one.world.savePlan(), await other.world.savePlan()]
      const gate = createGate()
      one.proxy.setRules([{ ...at, nth: 1, fault: { kind: 'hold', gate } }])
      const first = one.world.applyFile(firstPlan)
      await gate.reached
      const second = await other.world.applyFile(secondPlan)
      gate.open()
      return { first: await first, second }
    }

    const writes = { path: /^\/admin\/identities/ }

    story('creations: what the other one made is met as already done', async (one, other) => {
      for (const key of ['ada', 'bob', 'cleo']) write(one.world, key)
      const { first, second } = await overtaken(one, other, { path: collection })
      for (const { counts } of [first, second]) expect(counts.done + counts['already-done']).toBe(3)
      // Where the server takes them one by one, the first one made some of them before it was stopped.
      expect(first.counts['already-done']).toBeGreaterThan(0)
      expect(await keys(one.world)).toEqual(['ada', 'bob', 'cleo'])
      await expectNothingToDo(one.world)
    })

    story('creations that nothing unique protects: two, said by whoever comes second', async (one, other) => {
      one.world.write('robot.yaml', 'traits: { name: { first: Robot } }\nidctl: { key: robot }\n')
      const { first, second } = await overtaken(one, other, { path: collection })
      expect(second.counts).toMatchObject({ done: 1 })
      const [made, twin] = [first.outcomes[0]?.id, second.outcomes[0]?.id]
      expect(first.outcomes).toMatchObject([
        {
          outcome: 'failed',
          code: 'made-twice',
          reason: expect.stringContaining(`created as ${made}, but identity ${twin} carries`),
        },
      ])
      await followHint(one.world, first)
      await expectNothingToDo(one.world)
    })

    story('three first applies at once: all of them are named by whoever comes last', async (one, other, another) => {
      const robots = ['robot']
      for (const key of robots)
        one.world.write(`${key}.yaml`, `traits: { name: { first: R } }\nidctl: { key: ${key} }\n`)
      const third = await another()
      const plans = [await one.world.savePlan(), await other.world.savePlan(), await third.world.savePlan()] as const
      const gates = [createGate(), createGate()] as const
      one.proxy.setRules([{ path: collection, nth: 1, fault: { kind: 'hold', gate: gates[0] } }])
      third.proxy.setRules([{ path: collection, nth: 1, fault: { kind: 'hold', gate: gates[1] } }])
      const fresh = { isFresh: true } as const
      const running = [
        one.world.applyFile(plans[0], {}, undefined, fresh),
        third.world.applyFile(plans[2], {}, undefined, fresh),
      ]
      await Promise.all(gates.map(({ reached }) => reached))
      const first = await other.world.applyFile(plans[1], {}, undefined, fresh)
      expect(first.counts).toMatchObject({ done: 1 })
      gates[0].open()
      const second = await running[0]
      expect(second?.counts).toMatchObject({ failed: 1 })
      gates[1].open()
      const last = await running[1]
      expect(last?.counts).toMatchObject({ failed: 1 })
      for (const key of robots) {
        const ids = (await one.world.ours()).filter((identity) => markOf(identity)?.['key'] === key).map(({ id }) => id)
        expect(ids).toHaveLength(3)
        const told = last?.outcomes.find((outcome) => outcome.key === key)
        for (const id of ids) expect(told?.reason).toContain(id)
      }
      if (last === undefined) throw new Error('it ran')
      await followHint(one.world, last)
      await expectNothingToDo(one.world)
    })

    story(
      'creations of one key with different addresses: the next plan names both, until one is let go',
      async (one, other) => {
        write(one.world, 'bob')
        await one.world.apply()
        write(one.world, 'ada', { email: one.world.email('ada.old') })
        const older = await one.world.savePlan()
        const gate = createGate()
        const fault = { kind: 'hold', gate } as const
        one.proxy.setRules(['POST', 'PATCH'].map((method) => ({ path: collection, method, nth: 1, fault })))
        const first = one.world.applyFile(older)
        await gate.reached
        write(one.world, 'ada', { email: one.world.email('ada.new') })
        const second = await other.world.apply()
        gate.open()
        // Kratos refuses neither, and nobody looks at everybody again for what has an address of its own.
        for (const { counts } of [await first, second.report]) expect(counts).toMatchObject({ done: 1, failed: 0 })

        const [wrong, right] = await Promise.all(
          ['ada.old', 'ada.new'].map((name) => one.world.find(one.world.email(name))),
        )
        const plan = await one.world.plan()
        const rows = plan.changes.map(({ key, blocked }) => [key.split('#')[0], blocked?.code])
        expect(rows).toEqual(Array(3).fill(['ada', 'copied-mark']))
        const document = plan.changes.find(({ key }) => key === 'ada')
        for (const account of [wrong, right]) expect(document?.blocked?.reason).toContain(account?.['id'])
        expect(document?.blocked?.hint).toContain('idctl release --id ')
        const release = { command: 'release', ids: [wrong?.['id'] as string] } as const
        await one.world.applyFile(await one.world.savePlan({ named: release }), { removals: 1 })
        await expectNothingToDo(one.world)
        expect(markOf((await one.world.find(one.world.email('ada.new'))) ?? {})).toMatchObject({ key: 'ada' })
      },
    )

    story('updates: the same content twice', async (one, other) => {
      write(one.world, 'ada')
      await one.world.apply()
      write(one.world, 'ada', { first: 'Augusta' })
      const { first, second } = await overtaken(one, other, { method: 'PATCH', path: item })
      expect([first, second].map(({ counts }) => counts)).toMatchObject([{ done: 1 }, { done: 1 }])
      await expectNothingToDo(one.world)
    })

    story('a new login identifier: the same content twice, and nothing is left behind', async (one, other) => {
      write(one.world, 'ada')
      await one.world.apply()
      write(one.world, 'ada', { email: one.world.email('ada.byron') })
      const { first, second } = await overtaken(one, other, { method: 'PATCH', path: item })
      expect([first, second].map(({ counts }) => counts)).toMatchObject([{ done: 1 }, { done: 1 }])
      expect(await one.world.find(one.world.email('ada'))).toBeUndefined()
      await expectNothingToDo(one.world)
    })

    story('an older folder: what the newer one has written meanwhile is skipped as moved', async (one, other) => {
      write(one.world, 'ada')
      await one.world.apply()
      write(one.world, 'ada', { first: 'Older' })
      const older = await one.world.savePlan()
      write(one.world, 'ada', { first: 'Newer' })
      await other.world.apply()
      expect((await one.world.applyFile(older)).outcomes).toMatchObject([{ outcome: 'moved' }])
      await expectNothingToDo(other.world)
    })

    story('deletions: gone is gone', async (one, other) => {
      for (const key of ['ada', 'bob']) write(one.world, key)
      await one.world.apply()
      one.world.remove('bob.yaml')
      const { first, second } = await overtaken(one, other, { method: 'DELETE', path: item })
      expect([first, second].map(({ counts }) => counts)).toMatchObject([{ done: 1 }, { done: 1 }])
      expect(await keys(one.world)).toEqual(['ada'])
      await expectNothingToDo(one.world)
    })

    story('passwords: the one of the file, written twice', async (one, other) => {
      write(one.world, 'ada', { password: firstHash })
      await one.world.apply()
      write(one.world, 'ada', { password: secondHash })
      const { first, second } = await overtaken(one, other, { method: 'PUT', path: item })
      expect([first, second].map(({ counts }) => counts)).toMatchObject([{ done: 1 }, { done: 1 }])
      expect(await hashOf(one.world, 'ada')).toBe(secondHash)
      await expectNothingToDo(one.world)
    })

    story('links: the conflict is the echo of the other one', async (one, other) => {
      write(one.world, 'ada')
      await one.world.apply()
      write(one.world, 'ada', { link: true })
      const { first, second } = await overtaken(one, other, { method: 'PUT', path: item })
      expect([first, second].map(({ counts }) => counts)).toMatchObject([{ done: 1 }, { done: 1 }])
      await expectNothingToDo(one.world)
    })

    story('everything, from the first write on', async (one, other) => {
      await editEverything(one.world)
      const { first, second } = await overtaken(one, other, { method: 'PATCH', ...writes })
      expect(second.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0 })
      expect(first.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0 })
      expect(await keys(one.world)).toEqual(['ada', 'bob', 'dora', 'eli'])
      await expectNothingToDo(one.world)
    })

    story('everything, as it comes: done, or said; the next apply ends it', async (one, other) => {
      await editEverything(one.world)
      const plans = [await one.world.savePlan(), await other.world.savePlan()] as const
      const reports = await Promise.all([one.world.applyFile(plans[0]), other.world.applyFile(plans[1])])
      for (const { outcomes } of reports) {
        for (const { outcome, reason } of outcomes) if (!outcome.endsWith('done')) expect(reason).toBeTruthy()
      }
      await one.world.apply()
      expect(await keys(one.world)).toEqual(['ada', 'bob', 'dora', 'eli'])
      await expectNothingToDo(one.world)
    })
  })
})

/** What the hints say: releases whom they name. Nobody else is needed for that, whatever a plan says meanwhile. */
async function followHint(world: World, { outcomes }: Report): Promise<void> {
  for (const { hint = '' } of outcomes) {
    const ids = [...hint.matchAll(/--id (\S+?)(?=[ `])/g)].map(([, id = '']) => id)
    expect(ids.length).toBeGreaterThan(0)
    const consents = { removals: ids.length }
    const path = await world.savePlan({ named: { command: 'release', ids }, consents })
    expect((await world.applyFile(path)).counts).toMatchObject({ done: ids.length })
  }
}

/** Two people to create, one to update, one whose password changes, one to delete. */
async function editEverything(world: World): Promise<void> {
  write(world, 'ada')
  write(world, 'bob', { password: firstHash })
  write(world, 'cleo')
  await world.apply()
  write(world, 'ada', { first: 'Augusta' })
  write(world, 'bob', { password: secondHash })
  world.remove('cleo.yaml')
  for (const key of ['dora', 'eli']) write(world, key)
}
