import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { reportExit } from '../../../src/cli/exit-codes.ts'
import type { Inventory } from '../../../src/index.ts'
import type { Change } from '../../../src/model/change.ts'
import type { LiveIdentity } from '../../../src/model/identity.ts'
import { withInventoryProblem } from '../../../src/records/inventory/report-problem.ts'
import { apply, create, disable, kinds, managed, markOf, remove, update } from '../../support/apply-harness.ts'
import { emptyListing, inventoryAt } from '../../support/inventory.ts'
import { MemoryLive } from '../../support/memory-live.ts'
import { project } from '../../support/temp-project.ts'

const somebody = '99999999-0000-4000-8000-000000000001'

async function begun(): Promise<Inventory> {
  const inventory = await inventoryAt(join(project({}), 'inventory'))
  await inventory.begin(emptyListing)
  // As the pipeline does at its end; else the file stays open until the garbage collector closes it, with a warning.
  onTestFinished(() => inventory.close())
  return inventory
}

/** What the file says after the run: key → id. */
async function written(inventory: Inventory, ...keys: readonly string[]) {
  await inventory.close()
  const again = await inventoryAt(inventory.path, { whenMissing: 'refuse' })
  return Object.fromEntries(keys.map((key) => [key, again.goneWith([key])?.id]))
}

const ada = (extra = {}) => create('ada', { '/traits/email': 'ada@example.com' }, extra)
const idOf = (live: MemoryLive, key: string) =>
  [...live.identities.values()].find(({ mark }) => mark.kind === 'mark' && mark.mark.key === key)?.id

describe('entered', () => {
  test('whoever was created, alone or in a batch, found as asked, updated or adopted', async () => {
    const live = new MemoryLive()
    const inventory = await begun()
    const old = managed(live, 'old')
    const there = live.seed({ schema_id: 'person', traits: { email: 'there@example.com' } })
    const adopt: Change = { ...update(there, {}, { action: 'adopt', mark: markOf('there') }), key: 'there' }
    const creates = ['ada', 'bob', 'eve'].map((key) => create(key, { '/traits/email': `${key}@example.com` }))
    const changes = [update(old, { '/traits/name': 'N' }), adopt, ...creates]
    expect((await apply(live, changes, { inventory, batchSize: 2 })).counts).toMatchObject({ done: 5 })
    expect(await written(inventory, 'old', 'there', 'ada', 'bob', 'eve')).toEqual({
      old: old.id,
      there: there.id,
      ada: idOf(live, 'ada'),
      bob: idOf(live, 'bob'),
      eve: idOf(live, 'eve'),
    })
    const second = await inventoryAt(join(project({}), 'other'))
    await second.begin(emptyListing)
    expect((await apply(live, changes, { inventory: second })).counts).toMatchObject({ 'already-done': 5 })
    expect(await written(second, 'old', 'there', 'eve')).toMatchObject({
      old: old.id,
      there: there.id,
      eve: idOf(live, 'eve'),
    })
  })

  test('a creation that is not as asked, or could not be read back, is there all the same', async () => {
    const live = new MemoryLive()
    const inventory = await begun()
    live.meddle = () => {
      for (const [id, identity] of live.identities) {
        if (idOf(live, 'ada') === id) live.identities.set(id, { ...identity, state: 'inactive' })
        else live.unreadable.add(id)
      }
    }
    const bob = create('bob', { '/traits/email': 'bob@example.com' })
    const report = await apply(live, [ada({ fields: [...ada().fields, state] }), bob], { inventory })
    expect(report.outcomes.map(({ key, code }) => `${key} ${code}`).sort()).toEqual([
      'ada created-otherwise',
      'bob there-unread',
    ])
    expect(await written(inventory, 'ada', 'bob')).toEqual({ ada: idOf(live, 'ada'), bob: idOf(live, 'bob') })
  })

  test('not: what failed without a trace, was moved, or is only disabled', async () => {
    const live = new MemoryLive()
    const inventory = await begun()
    const changed = managed(live, 'changed')
    const change = update(changed, { '/traits/name': 'N' })
    live.identities.set(changed.id, { ...changed, state: 'inactive' })
    live.faults = (_, request) => (request.kind === 'create' ? { kind: 'rejected', status: 400 } : undefined)
    const report = await apply(live, [change, ada(), disable(managed(live, 'off'))], { inventory })
    expect(kinds(report)).toEqual({ changed: 'moved', ada: 'failed', off: 'done' })
    expect(await written(inventory, 'changed', 'ada', 'off')).toEqual({
      changed: undefined,
      ada: undefined,
      off: undefined,
    })
  })
})

const state = { path: '/state', after: 'active', cause: 'new', sensitive: false } as const

describe('taken out', () => {
  const removing = async (meddle: (live: MemoryLive, identity: LiveIdentity) => void) => {
    const live = new MemoryLive()
    const inventory = await begun()
    const [deleted, released] = [managed(live, 'deleted'), managed(live, 'released')]
    inventory.enter('deleted', deleted.id, [])
    inventory.enter('released', released.id, [])
    const changes = [remove('release', released), remove('delete', deleted)]
    meddle(live, deleted)
    const report = await apply(live, changes, { inventory })
    return { report, after: await written(inventory, 'deleted', 'released'), deleted }
  }

  test('whoever idctl itself deleted or released', async () => {
    const { after } = await removing(() => undefined)
    expect(after).toEqual({ deleted: undefined, released: undefined })
  })

  test('not whom somebody else had erased before', async () => {
    const { report, after, deleted } = await removing((live, { id }) => live.identities.delete(id))
    expect(kinds(report)).toEqual({ deleted: 'already-done', released: 'done' })
    expect(after).toEqual({ deleted: deleted.id, released: undefined })
  })
})

describe('never created unawares', () => {
  test('whom the inventory knows and who is gone', async () => {
    const live = new MemoryLive()
    const inventory = await begun()
    inventory.enter('ada', somebody, [])
    const bob = create('bob', { '/traits/email': 'bob@example.com' })
    const report = await apply(live, [ada(), bob], { inventory })
    expect(kinds(report)).toEqual({ ada: 'failed', bob: 'done' })
    expect(report.outcomes.find(({ key }) => key === 'ada')?.code).toBe('gone')
    expect(idOf(live, 'ada')).toBeUndefined()
  })

  test('not by a former key either', async () => {
    const live = new MemoryLive()
    const inventory = await begun()
    inventory.enter('countess', somebody, [])
    expect(kinds(await apply(live, [ada({ previously: ['countess'] })], { inventory }))).toEqual({ ada: 'failed' })
  })

  test('with consent, yes; and that consent is about this one identity', async () => {
    const live = new MemoryLive()
    const inventory = await begun()
    inventory.enter('ada', somebody, [])
    const consented = ada({ recreates: true, former_id: somebody })
    expect(kinds(await apply(live, [consented], { inventory }))).toEqual({ ada: 'done' })
    live.identities.clear()
    expect(kinds(await apply(live, [consented], { inventory }))).toEqual({ ada: 'failed' })
    expect(live.identities.size).toBe(0)
  })
})

test('when the inventory cannot be written, nothing further starts, and the run is not complete', async () => {
  const live = new MemoryLive()
  const inventory = await begun()
  const changes = ['a', 'b', 'c', 'd'].map((key) => create(key, { '/traits/email': `${key}@example.com` }))
  live.meddle = (call) => {
    if (call !== 1) return
    copyFileSync(inventory.path, `${inventory.path}.copy`)
    renameSync(`${inventory.path}.copy`, inventory.path)
  }
  const settings = { inventory, batchSize: 2, batchesInFlight: 1 }
  const run = await apply(live, [...changes, remove('delete', managed(live, 'old'))], settings)
  expect(kinds(run)).toEqual({ a: 'done', b: 'done', c: 'skipped', d: 'skipped', old: 'skipped' })
  await inventory.close()
  const report = withInventoryProblem(run, inventory)
  expect(report.problems).toEqual([
    {
      message: expect.stringMatching(/another run has changed it .*: the inventory lacks 2 entries of this run/),
      hint: expect.any(String),
    },
  ])
  expect(reportExit({ ...report, counts: { ...report.counts, skipped: 0 } })).toBe('incomplete')
})
