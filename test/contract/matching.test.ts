import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, type World } from '../support/world.ts'

/** A document without a name of ours: its key comes from the address. */
const nameless = (email: string, first: string, more = '') =>
  `traits:\n  email: ${email}\n  name: { first: ${first}, last: ${first}son }\n${more}`

describe.each(servers)('nobody becomes somebody else, on the $name', (choice) => {
  const story = storiesOn(choice)

  async function idOf(world: World, name: string): Promise<string> {
    const identity = await world.find(world.email(name))
    if (!identity) throw new Error(`${name} is not there`)
    return identity['id'] as string
  }

  async function read(world: World, id: string): Promise<JsonObject | undefined> {
    const { status, body } = await world.request('GET', `/identities/${id}`)
    return status === 200 ? (body as JsonObject) : undefined
  }

  /** Somebody edits the own account. */
  const edit = (world: World, id: string, path: string, value: string) =>
    world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path, value }])

  async function settle(world: World, ...names: string[]): Promise<void> {
    for (const name of names) world.write(`${name}.yaml`, nameless(world.email(name), name))
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: names.length, failed: 0 })
  }

  const blocks = async (world: World) =>
    (await world.plan()).changes.flatMap(({ key, blocked }) => (blocked ? [`${key}: ${blocked.code}`] : []))

  story('a leaver who set the address of a newcomer: nothing happens until somebody says who is who', async (world) => {
    await settle(world, 'mallory', 'ada', 'cleo')
    const mallory = await idOf(world, 'mallory')
    await edit(world, mallory, '/traits/email', world.email('bob'))
    world.remove('mallory.yaml')
    world.write('bob.yaml', nameless(world.email('bob'), 'bob'))
    const { plan, report } = await world.apply({ removals: 1 })
    expect(plan.changes.filter(({ action }) => action === 'update')).toEqual([])
    expect(report?.counts.failed ?? 0).toBe(0)
    expect((await read(world, mallory))?.['traits']).not.toMatchObject({ name: { first: 'bob' } })
  })

  story('an address that is handed on moves nobody into another account', async (world) => {
    await settle(world, 'ann', 'ben', 'zoe')
    const [ann, ben] = [await idOf(world, 'ann'), await idOf(world, 'ben')]
    world.write('ann.yaml', nameless(world.email('ben'), 'ann'))
    world.write('ben.yaml', nameless(world.email('cyd'), 'ben'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 2, failed: 0 })
    expect((await read(world, ann))?.['traits']).toMatchObject({ email: world.email('ben'), name: { first: 'ann' } })
    expect((await read(world, ben))?.['traits']).toMatchObject({ email: world.email('cyd'), name: { first: 'ben' } })
    await expectNothingToDo(world)
  })

  for (const [kind, last] of [
    ['of two letters', 'Ek'],
    ['of one Chinese letter', '李'],
    ['that is a particle elsewhere', 'Das'],
  ] as const) {
    story(`a new first name beside a last name ${kind} keeps the account`, async (world) => {
      const write = (name: string, first: string) =>
        world.write(
          `${name}.yaml`,
          `traits:\n  email: ${world.email(name)}\n  name: { first: ${first}, last: ${last} }\n`,
        )
      write('ada', 'Bo')
      write('bob', 'Mo')
      await world.apply()
      const ids = [await idOf(world, 'ada'), await idOf(world, 'bob')]
      write('ada', 'Mo')
      const { plan, report } = await world.apply()
      expect(plan.changes.map(({ action, key }) => [action, key])).toEqual([['update', world.email('ada')]])
      expect(report.counts).toMatchObject({ done: 1, failed: 0 })
      expect([await idOf(world, 'ada'), await idOf(world, 'bob')]).toEqual(ids)
      await expectNothingToDo(world)
      write('ada', 'Jo')
      write('bob', 'Jo')
      await world.apply()
      expect([await idOf(world, 'ada'), await idOf(world, 'bob')]).toEqual(ids)
    })
  }

  story('numbered files that get a new first one move nobody', async (world) => {
    for (const [index, name] of ['ada', 'bob', 'cleo'].entries()) {
      world.write(`${index}.yaml`, nameless(world.email(name), name))
    }
    await world.apply()
    const ids = [await idOf(world, 'ada'), await idOf(world, 'bob'), await idOf(world, 'cleo')]
    for (const [index, name] of ['new', 'ada', 'bob', 'cleo'].entries()) {
      world.write(`${index}.yaml`, nameless(world.email(name), name))
    }
    expect((await world.apply()).report.counts).toMatchObject({ failed: 0 })
    expect([await idOf(world, 'ada'), await idOf(world, 'bob'), await idOf(world, 'cleo')]).toEqual(ids)
    await expectNothingToDo(world)
  })

  story('another address in a file without a name is a replacement, and asks', async (world) => {
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\n`)
    world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\n`)
    await world.apply()
    world.write('ada.yaml', `traits: { email: ${world.email('new')} }\n`)
    const asking = await world.plan()
    expect(asking.guards.find(({ guard }) => guard === 'replacements')).toMatchObject({ count: 1, tripped: true })
    expect(asking.guards.find(({ guard }) => guard === 'removals')).toMatchObject({ count: 0 })
    const [goes, comes] = ['delete', 'create'].map((kind) => asking.changes.find(({ action }) => action === kind))
    expect(goes).toMatchObject({ replaced_by: world.email('new'), identifiers: [world.email('ada')] })
    expect(comes).toMatchObject({ replaces: { id: await idOf(world, 'ada') } })
    const id = await idOf(world, 'ada')
    world.write(
      'ada.yaml',
      `traits: { email: ${world.email('new')} }\nidctl: { previously: [${world.email('ada')}] }\n`,
    )
    await world.apply()
    expect(await idOf(world, 'new')).toBe(id)
    await expectNothingToDo(world)
  })

  story(
    'an external_id that is corrected with a line keeps the account',
    async (world) => {
      const document = (external_id: string, line = '') =>
        `external_id: ${external_id}\ntraits: { email: ${world.email('ada')} }\n${line}`
      world.write('ada.yaml', document(`${world.workspace}-1`))
      await world.apply()
      const id = await idOf(world, 'ada')
      world.write('ada.yaml', document(`${world.workspace}-2`, `idctl: { previously: [${world.workspace}-1] }\n`))
      await world.apply()
      expect(await read(world, id)).toMatchObject({ external_id: `${world.workspace}-2` })
      await expectNothingToDo(world)
    },
    { needs: ['external_id'] },
  )

  const named = (world: World, name: string, key: string, line = '') =>
    nameless(world.email(name), name, `idctl: { key: ${key}${line && `, previously: [${line}]`} }\n`)

  for (const [how, ann, ben] of [
    ['handed on', ['k2', 'k1'], ['k3', 'k2']],
    ['exchanged', ['k2', 'k1'], ['k1', 'k2']],
  ] as const) {
    story(`names that are ${how} take their accounts along`, async (world) => {
      world.write('ann.yaml', named(world, 'ann', 'k1'))
      world.write('ben.yaml', named(world, 'ben', 'k2'))
      await world.apply()
      const ids = [await idOf(world, 'ann'), await idOf(world, 'ben')]
      world.write('ann.yaml', named(world, 'ann', ann[0], ann[1]))
      world.write('ben.yaml', named(world, 'ben', ben[0], ben[1]))
      expect((await world.apply()).report.counts).toMatchObject({ done: 2, failed: 0 })
      expect([await idOf(world, 'ann'), await idOf(world, 'ben')]).toEqual(ids)
      await expectNothingToDo(world)
    })
  }

  story('the name of somebody who leaves is not simply somebody else’s', async (world) => {
    world.write('ann.yaml', named(world, 'ann', 'k1'))
    world.write('ben.yaml', named(world, 'ben', 'k2'))
    await world.apply()
    world.remove('ben.yaml')
    world.write('ann.yaml', named(world, 'ann', 'k2', 'k1'))
    expect(await world.mistakes()).toMatchObject([{ code: 'IDC507', severity: 'error' }])
  })

  story('a run over a part of the folder takes nobody whose document is elsewhere', async (world) => {
    world.write('a/ada.yaml', nameless(world.email('ada'), 'ada'))
    world.write('b/bob.yaml', nameless(world.email('bob'), 'bob'))
    await world.apply()
    const ada = await idOf(world, 'ada')
    world.write('b/ada.yaml', `${nameless(world.email('ada'), 'ada')}idctl: { key: other }\n`)
    world.remove('a/ada.yaml')
    const { changes } = await world.plan()
    expect(changes.filter(({ action }) => action === 'delete')).toEqual([])
    expect(markOf((await read(world, ada)) as JsonObject)?.['key']).toBe(world.email('ada'))
  })

  story('a mark that was copied takes nobody along', async (world) => {
    await settle(world, 'ada', 'bob', 'cleo')
    const mark = markOf((await read(world, await idOf(world, 'ada'))) as JsonObject)
    const stranger = { schema_id: 'person', traits: { email: world.email('eve') }, metadata_admin: { idctl: mark } }
    const { body } = await world.request('POST', '/identities', stranger as unknown as JsonObject)
    expect(await blocks(world)).toEqual([expect.stringMatching(/copied-mark$/)])
    world.remove('ada.yaml')
    await world.apply({ removals: 1 })
    expect(await read(world, (body as JsonObject)['id'] as string)).toBeDefined()
    expect(await world.find(world.email('ada'))).toBeUndefined()
  })

  story('what a stranger holds blocks one document, and nobody else', async (world) => {
    await settle(world, 'ada', 'bob')
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('new') } })
    world.write('ada.yaml', nameless(world.email('new'), 'ada'))
    world.write('cleo.yaml', nameless(world.email('cleo'), 'cleo'))
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: 1, blocked: 1, failed: 0 })
    expect(await world.find(world.email('cleo'))).toBeDefined()
  })
})
