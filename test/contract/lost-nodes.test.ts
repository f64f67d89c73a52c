import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { emailTrait, traitSchema } from '../support/schemas.ts'
import { serversWith } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, type World } from '../support/world.ts'

/** Takes any trait beside the address: objects, lists and texts under one name. */
const person = traitSchema({ email: emailTrait() }, { required: ['email'], additionalProperties: true })

describe.each(serversWith({ person }))('what a write takes away on the $name', (choice) => {
  const story = storiesOn(choice)

  const write = (world: World, lines: string, more = '') =>
    world.write('ada.yaml', `idctl: { key: ada }\ntraits:\n  email: ${world.email('ada')}\n${more}${lines}`)

  async function live(world: World): Promise<JsonObject> {
    return (await world.find(world.email('ada'))) as JsonObject
  }

  async function others(world: World, ...patch: readonly JsonObject[]): Promise<void> {
    const answer = await world.request('PATCH', `/identities/${(await live(world))['id']}`, [...patch])
    expect(answer.status).toBe(200)
  }

  async function rows(world: World): Promise<unknown> {
    const { changes } = await world.plan()
    return changes.flatMap(({ fields }) => fields.map(({ path, before, after }) => [path, before, after]))
  }

  const theirs = [
    { op: 'add', path: '/traits/profile', value: ['a', 'b'] },
    { op: 'replace', path: '/metadata_public', value: 'text' },
    { op: 'add', path: '/metadata_admin/crm', value: { id: 7, tags: ['x'] } },
    { op: 'add', path: '/metadata_admin/erp', value: null },
  ]
  const ours = 'metadata_public: { a: 1 }\nmetadata_admin: { crm: x, erp: { b: { c: 2 } } }\n'
  const profile = '  profile: { lang: { spoken: de, written: de } }\n'

  story('objects over texts and lists, a text over an object: seen, counted, and written', async (world) => {
    write(world, '')
    await world.apply()
    await others(world, ...theirs)
    write(world, ours, profile)
    expect(await rows(world)).toEqual([
      ['/traits/profile', ['a', 'b'], {}],
      ['/traits/profile/lang/spoken', undefined, 'de'],
      ['/traits/profile/lang/written', undefined, 'de'],
      ['/metadata_public', 'text', {}],
      ['/metadata_public/a', undefined, 1],
      ['/metadata_admin/crm', { id: 7, tags: ['x'] }, 'x'],
      ['/metadata_admin/erp', null, {}],
      ['/metadata_admin/erp/b/c', undefined, 2],
    ])
    const { plan, report } = await world.apply()
    expect(plan.guards.find(({ guard }) => guard === 'field_removals')).toMatchObject({ count: 5 })
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await live(world)).toMatchObject({
      traits: { profile: { lang: { spoken: 'de', written: 'de' } } },
      metadata_public: { a: 1 },
      metadata_admin: { crm: 'x', erp: { b: { c: 2 } } },
    })
    await expectNothingToDo(world)
  })

  const laterWrites: readonly (readonly [string, JsonObject])[] = [
    ['another list', { op: 'replace', path: '/traits/profile', value: ['a', 'b', 'c'] }],
    ['other metadata', { op: 'replace', path: '/metadata_public', value: ['later'] }],
    ['one more member of what goes', { op: 'add', path: '/metadata_admin/crm/later', value: 1 }],
    ['something where nothing was', { op: 'add', path: '/metadata_admin/fresh', value: 'later' }],
  ]
  for (const [name, operation] of laterWrites) {
    story(`${name}, written after the plan, is not taken away`, async (world) => {
      write(world, '')
      await world.apply()
      await others(world, ...theirs)
      write(world, ours.replace('erp', 'fresh: { d: 3 }, erp'), profile)
      const saved = await world.savePlan()
      await others(world, operation)
      const before = await live(world)
      expect((await world.applyFile(saved)).counts).toMatchObject({ done: 0, moved: 1 })
      const after = await live(world)
      for (const member of ['traits', 'metadata_public', 'metadata_admin'] as const) {
        expect(after[member]).toEqual(before[member])
      }
    })
  }

  story(
    'an adoption shows what it takes away',
    async (world) => {
      const metadata_public = ['theirs']
      const traits = { email: world.email('ada'), profile: 'theirs' }
      expect(
        (await world.request('POST', '/identities', { schema_id: 'person', traits, metadata_public })).status,
      ).toBe(201)
      write(world, 'metadata_public: { a: 1 }\n', profile)
      expect(await rows(world)).toEqual([
        ['/traits/profile', 'theirs', {}],
        ['/traits/profile/lang/spoken', undefined, 'de'],
        ['/traits/profile/lang/written', undefined, 'de'],
        ['/metadata_public', ['theirs'], {}],
        ['/metadata_public/a', undefined, 1],
      ])
      await world.apply()
      await expectNothingToDo(world)
    },
    { settings: 'adopt: any\n' },
  )

  story('an object goes with its last leaf, unless somebody has put something into it', async (world) => {
    write(world, 'metadata_public: { a: 1 }\nmetadata_admin: { crm: { note: x } }\n')
    await world.apply()
    write(world, '')
    expect(await rows(world)).toEqual([
      ['/metadata_public', { a: 1 }, undefined],
      ['/metadata_public/a', 1, undefined],
      ['/metadata_admin/crm', { note: 'x' }, undefined],
      ['/metadata_admin/crm/note', 'x', undefined],
    ])
    const saved = await world.savePlan()
    await others(world, { op: 'add', path: '/metadata_admin/crm/theirs', value: {} })
    expect((await world.applyFile(saved)).counts).toMatchObject({ moved: 1 })
    await world.apply()
    const { metadata_public, metadata_admin } = await live(world)
    expect(metadata_public).toBeNull()
    expect(metadata_admin).toMatchObject({ crm: { theirs: {} } })
    await expectNothingToDo(world)
  })
})
