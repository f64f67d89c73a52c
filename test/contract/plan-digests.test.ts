import { readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { withKeptDigests } from '../../src/identity/kept-digests.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { Mark } from '../../src/model/identity.ts'
import type { Json } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, type World } from '../support/world.ts'

describe.each(servers)('digests on the $name', (choice) => {
  const story = storiesOn(choice)

  const document = (world: World, first: string, born = '1980-02-29') =>
    `traits: { email: ${world.email('ada')}, name: { first: ${first} } }\nmetadata_admin: { born: ${born} }\nidctl: { key: ada }\n`
  const people = async (world: World, first: string, born?: string) => {
    world.write('ada.yaml', document(world, first, born))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    return markOf(world)
  }
  const ada = async (world: World) => await world.find(world.email('ada'))
  const markOf = async (world: World) => (await ada(world))?.['metadata_admin'] as unknown as { idctl: Mark }
  const setMark = async (world: World, mark: Mark) => {
    const patch = [{ op: 'replace', path: '/metadata_admin/idctl', value: mark as unknown as Json }]
    const { status } = await world.request('PATCH', `/identities/${(await ada(world))?.['id']}`, patch)
    expect(status).toBe(200)
  }

  story('the salt of a mark stays, is in no plan, and leaves the second plan empty', async (world) => {
    const { salt } = (await people(world, 'ada')).idctl
    expect(salt).toHaveLength(16)
    await expectNothingToDo(world)
    world.write('ada.yaml', document(world, 'augusta'))
    const path = await world.savePlan()
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(salt)
    expect(text).not.toContain(digestOf('1980-02-29'))
    expect(text).toContain('"/fields/~1metadata_admin~1born"')
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 1 })
    const after = (await markOf(world)).idctl
    expect(after).toMatchObject({ salt, fields: { '/metadata_admin/born': digestOf('1980-02-29') } })
    expect((await world.applyFile(path)).outcomes).toMatchObject([{ outcome: 'already-done' }])
    await expectNothingToDo(world)
  })

  story(
    'a mark from before there were salts gets one with its next write, and a plan of that time counts',
    async (world) => {
      const { salt: _, ...older } = (await people(world, 'ada')).idctl
      await setMark(world, older)
      await expectNothingToDo(world)
      world.write('ada.yaml', document(world, 'augusta'))
      const plan = await world.plan()
      const changes = plan.changes.map((change) => {
        if (change.action !== 'update') return change
        const { kept: _kept, ...rest } = change
        return { ...rest, mark: withKeptDigests(change, older) }
      })
      const report = await world.applyFile(await world.saveAs({ ...plan, changes }))
      expect(report.counts).toMatchObject({ done: 1, moved: 0 })
      const after = (await markOf(world)).idctl
      expect(after.salt).toHaveLength(16)
      expect(Object.keys(after.fields)).toEqual(expect.arrayContaining(Object.keys(older.fields)))
      await expectNothingToDo(world)
    },
  )

  story('somebody else’s digest in the mark is moved, not taken for what the plan saw', async (world) => {
    const mark = (await people(world, 'ada')).idctl
    world.write('ada.yaml', document(world, 'augusta'))
    const path = await world.savePlan()
    await setMark(world, { ...mark, fields: { ...mark.fields, '/metadata_admin/born': digestOf('1981-01-01') } })
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 0, moved: 1 })
  })

  story(
    'whoever is disabled keeps the digests in the mark, and none is in the plan',
    async (world) => {
      const mark = (await people(world, 'ada')).idctl
      world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\n`)
      await world.apply()
      world.remove('ada.yaml')
      const path = await world.savePlan()
      expect(readFileSync(path, 'utf8')).not.toContain(digestOf('1980-02-29'))
      expect((await world.applyFile(path)).counts).toMatchObject({ done: 1 })
      expect((await markOf(world)).idctl).toMatchObject({ fields: mark.fields, disabled: { state_before: 'active' } })
      world.write('ada.yaml', document(world, 'ada'))
      await world.apply()
      await expectNothingToDo(world)
    },
    { settings: 'removal: { created: disable }\n' },
  )
})
