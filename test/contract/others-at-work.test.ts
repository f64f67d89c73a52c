import { describe, expect } from 'vitest'
import type { Report } from '../../src/index.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { createGate } from '../support/fault-proxy.ts'
import { servers } from '../support/servers.ts'
import { expectNothingToDo, markOf, steps, type World } from '../support/world.ts'
import {
  firstHash,
  hashOf,
  item,
  keys,
  ownHash,
  pathOf,
  type Stage,
  secondHash,
  setPassword,
  storiesOfTwo,
  write,
} from './two-writers.ts'

describe.each(servers)('concurrency on the $name', (choice) => {
  const story = storiesOfTwo(choice)

  describe('somebody else between the plan and its execution', () => {
    interface Meanwhile {
      readonly edit: (world: World, path: string) => Promise<unknown>
      readonly outcome: 'done' | 'moved' | 'failed' | 'already-done'
      /** What must still be there. */
      readonly keeps?: JsonObject
      /** The next plan. */
      readonly next: readonly string[]
    }

    const add = (at: string, value: Json) => (world: World, path: string) =>
      world.request('PATCH', path, [{ op: 'add', path: at, value }])

    const updates: Readonly<Record<string, Meanwhile>> = {
      'a leaf that nobody manages': {
        edit: add('/traits/phone', '1'),
        outcome: 'done',
        keeps: { traits: { phone: '1', name: { first: 'Augusta' } } },
        next: [],
      },
      'a managed leaf that the change does not write': {
        edit: add('/traits/name/last', 'King'),
        outcome: 'done',
        keeps: { traits: { name: { first: 'Augusta', last: 'King' } } },
        next: ['update ada'],
      },
      'the leaf that the change writes': {
        edit: add('/traits/name/first', 'Countess'),
        outcome: 'moved',
        keeps: { traits: { name: { first: 'Countess' } } },
        next: ['update ada'],
      },
      'what the change wants, but for the mark': {
        edit: add('/traits/name/first', 'Augusta'),
        outcome: 'moved',
        next: ['update ada'],
      },
      'their state': {
        edit: add('/state', 'inactive'),
        outcome: 'moved',
        keeps: { state: 'inactive' },
        next: ['update ada'],
      },
      'their deletion': {
        edit: (world, path) => world.request('DELETE', path),
        outcome: 'failed',
        next: ['create ada'],
      },
      'a PUT that wipes the mark': {
        edit: (world, path) =>
          world.request('PUT', path, { schema_id: 'person', state: 'active', traits: { email: world.email('ada') } }),
        outcome: 'moved',
        keeps: { metadata_admin: null },
        next: ['x adopt ada'],
      },
    }

    for (const [name, { edit, outcome, keeps, next }] of Object.entries(updates)) {
      story(`an update, and ${name}: ${outcome}`, async ({ world }) => {
        // By whom the server is known, whatever becomes of the other.
        write(world, 'bob')
        write(world, 'ada', { last: 'Lovelace' })
        await world.apply()
        write(world, 'ada', { first: 'Augusta', last: 'Lovelace' })
        const plan = await world.savePlan()
        await edit(world, await pathOf(world, 'ada'))
        expect((await world.applyFile(plan)).outcomes).toMatchObject([{ outcome }])
        if (keeps !== undefined) expect(await world.find(world.email('ada'))).toMatchObject(keeps)
        expect(steps(await world.plan())).toEqual(next)
      })
    }

    story('an update, and a new login identifier: done, and the next plan shows it', async ({ world }) => {
      write(world, 'ada')
      await world.apply()
      write(world, 'ada', { first: 'Augusta' })
      const plan = await world.savePlan()
      await add('/traits/email', world.email('countess'))(world, await pathOf(world, 'ada'))
      expect((await world.applyFile(plan)).outcomes).toMatchObject([{ outcome: 'done' }])
      expect(await world.find(world.email('countess'))).toMatchObject({ traits: { name: { first: 'Augusta' } } })
      expect((await world.plan()).changes).toMatchObject([{ action: 'update', reason: 'drift' }])
    })

    story('an update, and a new password: it stays', async ({ world }) => {
      write(world, 'ada', { password: firstHash })
      await world.apply()
      write(world, 'ada', { first: 'Augusta', password: firstHash })
      const plan = await world.savePlan()
      await setPassword(world, 'ada')
      expect((await world.applyFile(plan)).outcomes).toMatchObject([{ outcome: 'done' }])
      expect(await hashOf(world, 'ada')).toBe(ownHash)
      await expectNothingToDo(world)
    })

    for (const change of ['update', 'delete'] as const) {
      story(`the ${change} of whom another workspace has taken over: moved`, async ({ world }) => {
        write(world, 'ada')
        write(world, 'bob')
        await world.apply()
        if (change === 'update') write(world, 'ada', { first: 'Augusta' })
        else world.remove('ada.yaml')
        const plan = await world.savePlan()
        const ada = (await world.find(world.email('ada'))) as JsonObject
        const mark = { ...markOf(ada), workspace: 'another' }
        const foreign = (await add('/metadata_admin/idctl', mark)(world, `/identities/${ada['id']}`)).body as JsonObject
        expect((await world.applyFile(plan)).outcomes).toMatchObject([{ outcome: 'moved' }])
        expect(await world.find(world.email('ada'))).toMatchObject({ updated_at: foreign['updated_at'] })
        if (change === 'update') expect((await world.plan()).changes).toMatchObject([{ blocked: { code: 'foreign' } }])
        else await expectNothingToDo(world)
      })
    }

    story('a deletion, and somebody else’s: already done', async ({ world }) => {
      for (const key of ['ada', 'bob']) write(world, key)
      await world.apply()
      world.remove('bob.yaml')
      const plan = await world.savePlan()
      await world.request('DELETE', await pathOf(world, 'bob'))
      expect((await world.applyFile(plan)).outcomes).toMatchObject([{ outcome: 'already-done' }])
      await expectNothingToDo(world)
    })
  })

  describe('somebody else between the last read and the write: what can be protected, and what cannot', () => {
    /** Applies; right before the first request of this kind somebody else does something. */
    async function meanwhile(
      { world, proxy }: Stage,
      at: { readonly method: string; readonly path: RegExp },
      act: (path: string) => Promise<unknown>,
    ): Promise<Report> {
      const plan = await world.savePlan()
      const path = await pathOf(world, 'ada')
      const gate = createGate()
      proxy.setRules([{ ...at, nth: 1, fault: { kind: 'hold', gate } }])
      const report = world.applyFile(plan)
      await gate.reached
      await act(path)
      gate.open()
      return report
    }

    const patch = { method: 'PATCH', path: item }
    const put = { method: 'PUT', path: item }

    story('a PATCH: other leaves and other tools’ metadata survive', async (one) => {
      const { world } = one
      write(world, 'ada')
      await world.apply()
      write(world, 'ada', { first: 'Augusta' })
      const report = await meanwhile(one, patch, (path) =>
        world.request('PATCH', path, [
          { op: 'add', path: '/traits/phone', value: '1' },
          { op: 'add', path: '/traits/name/last', value: 'King' },
          { op: 'add', path: '/metadata_admin/crm', value: 7 },
        ]),
      )
      expect(report.outcomes).toMatchObject([{ outcome: 'done' }])
      expect(await world.find(world.email('ada'))).toMatchObject({
        traits: { phone: '1', name: { first: 'Augusta', last: 'King' } },
        metadata_admin: { crm: 7 },
      })
      await expectNothingToDo(world)
    })

    story('a PATCH: the same leaf is overwritten, for Kratos has no compare-and-set', async (one) => {
      const { world } = one
      write(world, 'ada')
      await world.apply()
      write(world, 'ada', { first: 'Augusta' })
      const report = await meanwhile(one, patch, (path) =>
        world.request('PATCH', path, [{ op: 'add', path: '/traits/name/first', value: 'Countess' }]),
      )
      expect(report.outcomes).toMatchObject([{ outcome: 'done' }])
      await expectNothingToDo(world)
    })

    story('a PATCH of somebody who is deleted: gone, and nobody is made in their place', async (one) => {
      const { world } = one
      write(world, 'ada')
      await world.apply()
      write(world, 'ada', { first: 'Augusta' })
      const report = await meanwhile(one, patch, (path) => world.request('DELETE', path))
      expect(report.outcomes).toMatchObject([{ outcome: 'failed', code: 'gone' }])
      expect(await keys(world)).toEqual([])
    })

    story('a PATCH of somebody whose mark was wiped: nothing is written', async (one) => {
      const { world } = one
      write(world, 'ada')
      await world.apply()
      write(world, 'ada', { first: 'Augusta' })
      const { outcomes } = await meanwhile(one, patch, (path) =>
        world.request('PUT', path, { schema_id: 'person', state: 'active', traits: { email: world.email('ada') } }),
      )
      expect(outcomes).toMatchObject([{ outcome: 'moved', code: 'moved-meanwhile' }])
      const ada = await world.find(world.email('ada'))
      expect(ada).toMatchObject({ metadata_admin: null, traits: { email: world.email('ada') } })
      expect(ada?.['traits']).not.toHaveProperty('name')
      expect(steps(await world.plan())).toEqual(['x adopt ada'])
    })

    story('a PUT of a link: a password that the person sets meanwhile stays', async (one) => {
      const { world } = one
      write(world, 'ada')
      await world.apply()
      write(world, 'ada', { link: true })
      const report = await meanwhile(one, put, () => setPassword(world, 'ada'))
      expect(report.outcomes).toMatchObject([{ outcome: 'done' }])
      expect(await hashOf(world, 'ada')).toBe(ownHash)
      await expectNothingToDo(world)
    })

    story(
      'a PUT of a link: a trait that the person edits meanwhile is set back, for a PUT is the whole',
      async (one) => {
        const { world } = one
        write(world, 'ada')
        await world.apply()
        write(world, 'ada', { link: true })
        const report = await meanwhile(one, put, (path) =>
          world.request('PATCH', path, [{ op: 'add', path: '/traits/phone', value: '1' }]),
        )
        expect(report.outcomes).toMatchObject([{ outcome: 'done' }])
        expect((await world.find(world.email('ada')))?.['traits']).not.toHaveProperty('phone')
        await expectNothingToDo(world)
      },
    )

    story(
      'an array: an element that somebody adds in that moment is lost, for Kratos patches arrays by index',
      async (one) => {
        const { world } = one
        const roles = (list: string) =>
          world.write(
            'ada.yaml',
            `traits: { email: ${world.email('ada')}, roles: [${list}] }\nidctl: { key: ada, ownership: { /traits/roles: merge } }\n`,
          )
        roles('a')
        await world.apply()
        roles('a, b')
        const report = await meanwhile(one, patch, (path) =>
          world.request('PATCH', path, [{ op: 'add', path: '/traits/roles', value: ['a', 'own'] }]),
        )
        expect(report.outcomes).toMatchObject([{ outcome: 'done' }])
        expect(await world.find(world.email('ada'))).toMatchObject({ traits: { roles: ['a', 'b'] } })
        await expectNothingToDo(world)
      },
    )

    story('a deletion: whom another workspace takes over in that moment is deleted', async (one) => {
      const { world } = one
      for (const key of ['ada', 'bob']) write(world, key)
      await world.apply()
      world.remove('ada.yaml')
      const ada = (await world.find(world.email('ada'))) as JsonObject
      const mark = { ...markOf(ada), workspace: 'another' }
      const report = await meanwhile(one, { method: 'DELETE', path: item }, (path) =>
        world.request('PATCH', path, [{ op: 'add', path: '/metadata_admin/idctl', value: mark }]),
      )
      expect(report.outcomes).toMatchObject([{ outcome: 'done' }])
      expect(await world.find(world.email('ada'))).toBeUndefined()
    })

    story('a PUT of somebody who is deleted: gone', async (one) => {
      const { world } = one
      write(world, 'ada', { password: firstHash })
      await world.apply()
      write(world, 'ada', { password: secondHash })
      const report = await meanwhile(one, put, (path) => world.request('DELETE', path))
      expect(report.outcomes).toMatchObject([{ outcome: 'failed', code: 'gone' }])
      expect(await keys(world)).toEqual([])
    })
  })
})
