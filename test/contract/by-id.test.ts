import { describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { IdCommand } from '../../src/reconcile/decide/id-context.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, refusals, steps, type World } from '../support/world.ts'

describe.each(servers)('by id, on the $name', (server) => {
  const story = storiesOn(server)

  story('one of two that carry one mark is let go, and then everything goes on', async (world) => {
    const { robot, clone } = await cloned(world)
    const told = JSON.stringify(await world.plan())
    for (const id of [robot, clone]) expect(told).toContain(id)
    const release = { command: 'release', ids: [clone] } as const
    expect(steps(await world.plan({ named: release }))).toEqual(['release robot'])
    const report = await carryOut(world, release)
    expect(report.outcomes).toMatchObject([{ outcome: 'done', id: clone }])
    expect(await adminOf(world, clone)).toEqual({ theirs: true })
    expect((await world.ours()).map(({ id }) => id)).toContain(robot)
    await expectNothingToDo(world)
    expect((await carryOut(world, { command: 'release', ids: [robot] })).counts.done).toBe(1)
  })

  story(
    'a required key stays with its twin',
    async (world) => {
      const { robot, clone } = await cloned(world)
      expect(await refusals(world, { named: { command: 'release', ids: [robot, clone] } })).toContain('IDC586')
      expect((await carryOut(world, { command: 'release', ids: [clone] })).counts.done).toBe(1)
      await expectNothingToDo(world)
    },
    { settings: 'required: [robot]\n' },
  )

  story('a clone becomes the account of a document of its own', async (world) => {
    const { clone } = await cloned(world)
    world.write('second.yaml', 'traits: { name: { first: Second } }\nidctl: { key: second }\n')
    const adopt = { command: 'adopt', ids: [clone], key: 'second' } as const
    expect(steps(await world.plan({ named: adopt }))).toEqual(['adopt second'])
    expect((await carryOut(world, adopt)).counts.done).toBe(1)
    expect(markOf((await identity(world, clone)) ?? {})).toMatchObject({ key: 'second', made: 'adopted' })
    expect(steps((await world.apply()).plan)).toEqual(['update second'])
    await expectNothingToDo(world)
  })

  story('what stands in the place of a mark and cannot be read is released only as the plan saw it', async (world) => {
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n`)
    await world.apply()
    const id = await created(world, { name: { first: 'Spoilt' } }, { idctl: 'mine', theirs: true })
    const plan = await world.savePlan({ named: { command: 'release', ids: [id] } })
    // Another one since: the plan saw something else.
    await world.request('PATCH', `/identities/${id}`, [
      { op: 'replace', path: '/metadata_admin/idctl', value: 'other' },
    ])
    expect((await world.applyFile(plan)).counts).toMatchObject({ moved: 1 })
    expect((await carryOut(world, { command: 'release', ids: [id] })).counts.done).toBe(1)
    expect(await adminOf(world, id)).toEqual({ theirs: true })
    await expectNothingToDo(world)
  })

  story('who is not there, and who is not ours', async (world) => {
    const gone = '11111111-1111-4111-8111-111111111111'
    expect(await refusals(world, { named: { command: 'release', ids: [gone] } })).toEqual(['IDC542'])
    const mark = { v: 1, workspace: 'another', key: 'k', origin: 'o', made: 'created', fields: {} }
    const theirs = await created(world, { name: { first: 'Theirs' } }, { idctl: mark })
    expect(await refusals(world, { named: { command: 'release', ids: [theirs] } })).toEqual(['IDC543'])
    expect(await adminOf(world, theirs)).toEqual({ idctl: mark })
  })
})

/** A robot of ours, and somebody's copy of it with another name; and one more person, so that a robot is not everybody. */
async function cloned(world: World): Promise<{ robot: string; clone: string }> {
  world.write('robot.yaml', 'traits: { name: { first: Robot } }\nidctl: { key: robot }\n')
  world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n`)
  await world.apply()
  const robot = (await world.ours()).find((one) => markOf(one)?.['key'] === 'robot')
  if (robot === undefined) throw new Error('no robot')
  const admin = { ...(robot['metadata_admin'] as JsonObject), theirs: true }
  return { robot: robot['id'] as string, clone: await created(world, { name: { first: 'Clone' } }, admin) }
}

async function created(world: World, traits: JsonObject, metadata_admin: Json): Promise<string> {
  const { body } = await world.request('POST', '/identities', { schema_id: 'person', traits, metadata_admin })
  return (body as JsonObject)['id'] as string
}

async function carryOut(world: World, named: IdCommand) {
  return world.applyFile(await world.savePlan({ named, consents: { removals: 1 } }))
}

async function identity(world: World, id: string): Promise<JsonObject> {
  return (await world.request('GET', `/identities/${id}`)).body as JsonObject
}

async function adminOf(world: World, id: string): Promise<Json | undefined> {
  return (await identity(world, id))['metadata_admin']
}
