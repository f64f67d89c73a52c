import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { judged } from '../support/drift.ts'
import { applyWith, inventoryOf } from '../support/inventory.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, steps, type World } from '../support/world.ts'

const fileOf = (world: World) => join(world.root, 'inventory.ndjson')

function write(world: World, name: string, more = ''): void {
  world.write(`${name}.yaml`, `traits: { email: ${world.email(name)} }\nidctl: { key: ${name} }\n${more}`)
}

async function erase(world: World, name: string): Promise<void> {
  const identity = await world.find(world.email(name))
  expect(await world.request('DELETE', `/identities/${identity?.['id']}`)).toMatchObject({ status: 204 })
}

const tripped = ({ guards }: Awaited<ReturnType<World['plan']>>) =>
  guards.filter((verdict) => verdict.tripped).map(({ guard, count }) => `${guard} ${count}`)

describe.each(servers)('the inventory on $name', (choice) => {
  const story = storiesOn(choice)

  story('an erased person comes back by consent only, and is drift until then', async (world) => {
    for (const name of ['ada', 'bob']) write(world, name)
    expect((await applyWith(world, fileOf(world))).report?.counts).toMatchObject({ done: 2, failed: 0 })
    await erase(world, 'ada')

    const drift = await world.plan({ inventory: await inventoryOf(world, fileOf(world), { whenMissing: 'refuse' }) })
    expect(judged(drift)).toMatchObject({
      counts: { drifted: 1, pending: 0, kinds: { missing: 1 } },
      identities: [{ change: { key: 'ada', recreates: true }, kinds: ['missing'] }],
    })
    const nightly = await applyWith(world, fileOf(world))
    expect([steps(nightly.plan), tripped(nightly.plan), nightly.report]).toEqual([
      ['create ada'],
      ['recreations 1'],
      undefined,
    ])
    expect(await world.find(world.email('ada'))).toBeUndefined()

    const consented = await applyWith(world, fileOf(world), { recreations: 1 })
    expect(consented.report?.counts).toMatchObject({ done: 1, failed: 0 })
    await expectNothingToDo(world)
    await erase(world, 'ada')
    expect(tripped((await applyWith(world, fileOf(world))).plan)).toEqual(['recreations 1'])
  })

  story('whom idctl itself deleted comes back like anybody else', async (world) => {
    for (const name of ['ada', 'bob']) write(world, name)
    await applyWith(world, fileOf(world))
    world.remove('ada.yaml')
    expect((await applyWith(world, fileOf(world))).report?.counts).toMatchObject({ done: 1 })
    write(world, 'ada')
    const back = await applyWith(world, fileOf(world))
    expect([tripped(back.plan), back.report?.counts.done]).toEqual([[], 1])
    await expectNothingToDo(world)
  })

  story('erased while the document was out of the folder, and the document comes back', async (world) => {
    for (const name of ['ada', 'bob']) write(world, name)
    await applyWith(world, fileOf(world))
    world.remove('ada.yaml')
    await erase(world, 'ada')
    expect((await applyWith(world, fileOf(world))).plan.changes).toEqual([])
    write(world, 'ada')
    expect(tripped((await applyWith(world, fileOf(world))).plan)).toEqual(['recreations 1'])
  })

  story('a renamed person is known by the new key, and the old one is free', async (world) => {
    write(world, 'ada')
    await applyWith(world, fileOf(world))
    world.remove('ada.yaml')
    world.write(
      'countess.yaml',
      `traits: { email: ${world.email('ada')} }\nidctl: { key: countess, previously: [ada] }\n`,
    )
    expect((await applyWith(world, fileOf(world))).report?.counts).toMatchObject({ done: 1 })
    world.write('ada.yaml', `traits: { email: ${world.email('other')} }\nidctl: { key: ada }\n`)
    world.write('countess.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: countess }\n`)
    const other = await applyWith(world, fileOf(world))
    expect([tripped(other.plan), other.report?.counts.done]).toEqual([[], 1])
    await erase(world, 'ada')
    const { plan } = await applyWith(world, fileOf(world))
    expect([steps(plan), tripped(plan)]).toEqual([['create countess'], ['recreations 1']])
  })

  story('a saved plan that knows nothing of the inventory is refused before anything runs', async (world) => {
    for (const name of ['ada', 'bob']) write(world, name)
    await applyWith(world, fileOf(world))
    await erase(world, 'ada')
    write(world, 'cleo')
    const saved = await world.savePlan()
    const inventory = await inventoryOf(world, fileOf(world))
    await expect(world.applyFile(saved, {}, undefined, { inventory })).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining('creates "ada", which the inventory'),
    })
    expect(await world.find(world.email('cleo'))).toBeUndefined()
  })

  story('a saved plan can be applied again where it stopped, and enters who was there before', async (world) => {
    write(world, 'ada')
    await world.apply()
    write(world, 'bob')
    const saved = await world.savePlan()
    const run = async () =>
      world.applyFile(saved, {}, undefined, { inventory: await inventoryOf(world, fileOf(world)) })
    expect((await run()).counts).toMatchObject({ done: 1 })
    expect((await run()).counts).toMatchObject({ 'already-done': 1, failed: 0 })
    await erase(world, 'ada')
    expect(tripped((await applyWith(world, fileOf(world))).plan)).toEqual(['recreations 1'])
    await erase(world, 'bob')
    await expect(run()).rejects.toMatchObject({ exit: 'refused' })
  })

  story('consent in a saved plan is about one person once', async (world) => {
    write(world, 'ada')
    await applyWith(world, fileOf(world))
    await erase(world, 'ada')
    const opened = () => inventoryOf(world, fileOf(world))
    const saved = await world.savePlan({ consents: { recreations: 1 }, inventory: await opened() })
    expect((await world.applyFile(saved, {}, undefined, { inventory: await opened() })).counts.done).toBe(1)
    await erase(world, 'ada')
    await expect(world.applyFile(saved, {}, undefined, { inventory: await opened() })).rejects.toMatchObject({
      exit: 'refused',
    })
    expect(await world.find(world.email('ada'))).toBeUndefined()
  })

  story('killed in the middle: what the run had not written down is entered by the next', async (world) => {
    for (const name of ['ada', 'bob']) write(world, name)
    await applyWith(world, fileOf(world))
    const lines = readFileSync(fileOf(world), 'utf8').split('\n')
    rmSync(fileOf(world))
    appendFileSync(fileOf(world), `${lines[0]}\n${lines[1]}\n${lines[2]?.slice(0, 30)}`)
    expect((await applyWith(world, fileOf(world))).plan.changes).toEqual([])
    for (const name of ['ada', 'bob']) await erase(world, name)
    expect(tripped((await applyWith(world, fileOf(world))).plan)).toEqual(['recreations 2'])
  })

  const person = (world: World, name: string, first: string) =>
    `traits: { email: ${world.email(name)}, name: { first: ${first} } }\n`

  story('whoever is replaced under one key is forgotten, and the newcomer known', async (world) => {
    world.write('a.yaml', person(world, 'desk', 'Ada'))
    write(world, 'bob')
    await applyWith(world, fileOf(world))
    world.write('a.yaml', person(world, 'desk', 'Zoe'))
    const { report } = await applyWith(world, fileOf(world), { replacements: 1 })
    expect(report?.counts).toMatchObject({ done: 2, failed: 0 })
    await expectNothingToDo(world)
    await erase(world, 'desk')
    expect(tripped((await applyWith(world, fileOf(world))).plan)).toEqual(['recreations 1'])
  })

  story('removed under another key than that of the mark, and somebody new gets that one', async (world) => {
    world.write('a.yaml', person(world, 'desk', 'Ada'))
    write(world, 'bob')
    await applyWith(world, fileOf(world))
    world.write(
      'a.yaml',
      `${person(world, 'desk', 'Ada')}idctl: { key: ada, previously: [${world.email('desk')}], expires: 2020-01-01 }\n`,
    )
    expect((await applyWith(world, fileOf(world))).report?.counts).toMatchObject({ done: 1, failed: 0 })
    world.write('a.yaml', person(world, 'desk', 'Zoe'))
    const newcomer = await applyWith(world, fileOf(world))
    expect([tripped(newcomer.plan), newcomer.report?.counts.done]).toEqual([[], 1])
    await expectNothingToDo(world)
  })

  story('an address that is handed on', async (world) => {
    world.write('a.yaml', person(world, 'info', 'Ada'))
    write(world, 'bob')
    await applyWith(world, fileOf(world))
    world.write('a.yaml', person(world, 'ada', 'Ada'))
    world.write('n.yaml', person(world, 'info', 'Zoe'))
    expect((await applyWith(world, fileOf(world))).report?.counts).toMatchObject({ done: 2, failed: 0 })
    await expectNothingToDo(world)
    for (const name of ['ada', 'info']) await erase(world, name)
    expect(tripped((await applyWith(world, fileOf(world))).plan)).toEqual(['recreations 2'])
  })
})
