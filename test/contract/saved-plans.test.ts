import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { loadConfig } from '../../src/index.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Outcome } from '../../src/model/report.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(servers)('a saved plan in another world, on the $name', (choice) => {
  const story = storiesOn(choice)

  const document = (world: World, name: string, idctl = '') =>
    `traits:\n  email: ${world.email(name)}\n  name: { first: ${name} }\nidctl: { key: ${name}${idctl} }\n`
  const people = async (world: World, ...names: string[]): Promise<void> => {
    for (const name of names) world.write(`${name}.yaml`, document(world, name))
    expect((await world.apply()).report.counts).toMatchObject({ done: names.length, failed: 0 })
  }
  const idOf = async (world: World, name: string) => (await world.find(world.email(name)))?.['id'] as string
  const ends = (outcomes: readonly Outcome[]) => outcomes.map(({ key, outcome }) => `${key} ${outcome}`).sort()
  const headerOf = (path: string) => JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '') as JsonObject

  /** A plan that creates Cleo, updates Bob and deletes Zoe, of a server that has Ada as well. */
  async function plan(world: World): Promise<string> {
    await people(world, 'ada', 'bob', 'zoe')
    world.write('bob.yaml', document(world, 'bob').replace('first: bob', 'first: Robert'))
    world.write('cleo.yaml', document(world, 'cleo'))
    world.remove('zoe.yaml')
    return world.savePlan()
  }

  story('is refused by another server at the same URL, before anything is written', async (world) => {
    const path = await plan(world)
    const other = await choice.start()
    const elsewhere = await createWorld(other, { sharing: world, adminUrl: other.adminUrl })
    try {
      await expect(elsewhere.applyFile(path)).rejects.toMatchObject({
        exit: 'refused',
        message: expect.stringContaining('is not the server that the plan was made with'),
        hint: expect.stringContaining('nothing was written'),
      })
      const asked = elsewhere.applyFile(path, {}, undefined, { isFresh: true, hasWaited: true })
      await expect(asked).rejects.toMatchObject({ exit: 'refused' })
      expect(await elsewhere.ours()).toEqual([])
    } finally {
      await elsewhere.close()
      await other.stop()
    }
    expect((await world.applyFile(path)).counts).toMatchObject({ done: 3, failed: 0 })
  })

  story('knows its server by whoever is still there', async (world) => {
    const path = await plan(world)
    const witness = headerOf(path)['witness'] as string[]
    expect(witness).not.toContain(await idOf(world, 'zoe'))
    expect(witness.length).toBeLessThanOrEqual(5)
    const [stays, ...others] = witness as [string, ...string[]]
    const ours = new Set((await world.ours()).map(({ id }) => id))
    for (const id of others) if (ours.has(id as string)) await world.request('DELETE', `/identities/${id}`)
    const { outcomes } = await world.applyFile(path)
    expect(ends(outcomes)).toContain('cleo done')
    expect(stays).toBeDefined()
  })

  const returns: readonly [string, (world: World) => readonly [string, string]][] = [
    ['with its key', (world) => ['again.yaml', document(world, 'zoe').replace(world.email('zoe'), world.email('zo'))]],
    ['by its address', (world) => ['again.yaml', document(world, 'zoe').replace('key: zoe', 'key: z-1')]],
    ['by an address in other case', (world) => ['again.yaml', `traits: { email: ${world.email('ZOE')} }\n`]],
    ['as a former name', (world) => ['again.yaml', document(world, 'zelda', ', previously: [zoe]')]],
    ['in its file', (world) => ['zoe.yaml', document(world, 'zelda')]],
    [
      'in a list',
      (world) => [
        'list.yaml',
        `- traits: { email: ${world.email('zoe')} }\n- traits: { email: ${world.email('zed')} }\n`,
      ],
    ],
  ]
  for (const [how, made] of returns) {
    story(`removes nobody whose document is in the folder again: ${how}`, async (world) => {
      const path = await plan(world)
      world.write(...made(world))
      const { outcomes } = await world.applyFile(path)
      expect(ends(outcomes)).toEqual(['bob done', 'cleo done', 'zoe moved'])
      expect(outcomes.find(({ key }) => key === 'zoe')).toMatchObject({
        reason: 'a document that came into the folder since may be its own',
        hint: 'plan again',
      })
      expect(await idOf(world, 'zoe')).toBeDefined()
    })
  }

  story('removes nobody while the folder has mistakes', async (world) => {
    const path = await plan(world)
    world.write('broken.yaml', 'traits: [\n')
    const { outcomes } = await world.applyFile(path)
    expect(ends(outcomes)).toEqual(['bob done', 'cleo done', 'zoe moved'])
    expect(outcomes.find(({ key }) => key === 'zoe')?.reason).toContain('the folder has mistakes')
  })

  story('runs where there is no folder at all', async (world) => {
    const path = await plan(world)
    const identities = join(world.root, 'identities')
    renameSync(identities, join(world.root, '_identities'))
    expect(loadConfig({ cwd: world.root, variables: {} }).diagnostics.map(({ code }) => code)).toEqual(['IDC105'])
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(['bob done', 'cleo done', 'zoe done'])
    writeFileSync(identities, '')
    const { diagnostics } = loadConfig({ cwd: world.root, variables: {}, withoutFolder: true })
    expect(diagnostics.map(({ code }) => code)).toEqual(['IDC105'])
    rmSync(identities)
  })

  story('removes nobody whose document has a later day by now', async (world) => {
    await people(world, 'ada', 'zoe')
    world.write('zoe.yaml', document(world, 'zoe', ', expires: 2026-01-31'))
    const path = await world.savePlan()
    world.write('zoe.yaml', document(world, 'zoe', ', expires: 2070-01-31'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(['zoe moved'])
    world.write('zoe.yaml', document(world, 'zoe', ', expires: 2026-01-31'))
    expect(ends((await world.applyFile(path)).outcomes)).toEqual(['zoe done'])
  })

  const milder: readonly [string, string][] = [
    ['keep', 'removal: { created: keep }\n'],
    ['release', 'removal: { created: release }\n'],
    ['disable', 'removal: { created: disable }\n'],
    ['a grace', 'removal: { created: delete, grace: 30d }\n'],
  ]
  for (const [what, line] of milder) {
    story(`deletes nobody where idctl.yaml says ${what} by now`, async (world) => {
      const path = await plan(world)
      appendFileSync(join(world.root, 'idctl.yaml'), line)
      expect(ends((await world.applyFile(path)).outcomes)).toEqual(['bob done', 'cleo done', 'zoe moved'])
    })
  }

  story('is refused where the guards are stricter by now', async (world) => {
    const path = await plan(world)
    appendFileSync(join(world.root, 'idctl.yaml'), 'guards: { removals: 0 }\n')
    await expect(world.applyFile(path)).rejects.toMatchObject({
      exit: 'refused',
      hint: expect.stringContaining('--allow-removals=1'),
    })
    expect((await world.applyFile(path, { removals: 1 })).counts).toMatchObject({ done: 3 })
  })
})
