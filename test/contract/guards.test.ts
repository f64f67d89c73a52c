import { describe, expect } from 'vitest'
import { isJsonObject, type JsonObject } from '../../src/model/json.ts'
import type { Plan } from '../../src/model/plan.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, type World } from '../support/world.ts'

// bcrypt of published examples.
const firstHash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'
const secondHash = '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const names = ['ada', 'bob', 'cleo', 'dora', 'eve', 'fay']

describe.each(servers)('guards, on the $name', (choice) => {
  const story = storiesOn(choice)

  const password = (hash: string) => `{ password: { config: { hashed_password: "${hash}" } } }`

  function write(world: World, name: string, credentials: string): void {
    const document = `traits: { email: ${world.email(name)} }\nidctl: { key: ${name} }\n`
    world.write(`${name}.yaml`, `${document}credentials: ${credentials}\n`)
  }

  async function hashes(world: World): Promise<unknown[]> {
    const found = names.map(async (name) => {
      const id = (await world.find(world.email(name)))?.['id']
      const { body } = await world.request('GET', `/identities/${id}?include_credential=password`)
      const { credentials } = body as { credentials: JsonObject }
      const { password: held } = credentials
      return isJsonObject(held) && isJsonObject(held['config']) ? held['config']['hashed_password'] : undefined
    })
    return Promise.all(found)
  }

  const verdict = ({ guards }: Plan) => guards.find(({ guard }) => guard === 'credentials')

  story('one commit does not overwrite everybody’s password', async (world) => {
    for (const name of names) write(world, name, password(firstHash))
    const created = await world.apply()
    expect(verdict(created.plan)).toMatchObject({ count: 0, limit: 3, tripped: false })
    for (const name of names.slice(0, 4)) write(world, name, password(secondHash))

    expect(verdict(await world.plan())).toMatchObject({ count: 4, limit: 3, tripped: true })
    const saved = await world.savePlan({ consents: { credentials: 3 } })
    await expect(world.applyFile(saved)).rejects.toMatchObject({
      exit: 'refused',
      hint: expect.stringContaining('--allow-credentials=4'),
    })
    await expect(world.applyFile(saved, { credentials: 3, updates: 9 })).rejects.toMatchObject({ exit: 'refused' })
    expect(await hashes(world)).toEqual(names.map(() => firstHash))

    expect((await world.applyFile(saved, { credentials: 4 })).counts).toMatchObject({ done: 4, failed: 0 })
    expect(await hashes(world)).toEqual(names.map((_, index) => (index < 4 ? secondHash : firstHash)))
    await expectNothingToDo(world)
  })

  story('consent that was given with the plan counts at apply, and no plan without a verdict runs', async (world) => {
    for (const name of names) write(world, name, password(firstHash))
    await world.apply()
    for (const name of names) write(world, name, password(secondHash))
    const plan = await world.plan({ consents: { credentials: 6 } })
    const older = { ...plan, guards: plan.guards.filter(({ guard }) => guard !== 'credentials') }
    await expect(world.applyFile(await world.saveAs(older))).rejects.toMatchObject({
      exit: 'refused',
      message: 'the plan has no counts for these guards: credentials',
    })
    expect((await world.applyFile(await world.saveAs(plan))).counts).toMatchObject({ done: 6, failed: 0 })
    await expectNothingToDo(world)
  })

  story('links count once for each person, whether they come or go', async (world) => {
    const links = (name: string, ...providers: string[]) => {
      const all = providers.map((provider) => `{ provider: ${provider}, subject: ${name}-${world.workspace} }`)
      return `{ password: { config: { hashed_password: "${firstHash}" } }, oidc: { config: { providers: [${all}] } } }`
    }
    for (const name of names) write(world, name, links(name, 'google', 'github'))
    await world.apply()
    for (const name of names.slice(0, 2)) write(world, name, links(name, 'google', 'gitlab', 'apple'))
    for (const name of names.slice(2, 4)) write(world, name, links(name, 'google', 'github', 'gitlab'))
    const plan = await world.plan()
    expect(verdict(plan)).toMatchObject({ count: 4, tripped: true })
    expect(plan.changes.map(({ counts }) => counts)).toEqual([
      { removals: 1, credentials: 1, updates: 1 },
      { removals: 1, credentials: 1, updates: 1 },
      { credentials: 1, updates: 1 },
      { credentials: 1, updates: 1 },
    ])
    expect((await world.apply({ credentials: 4 })).report.counts).toMatchObject({ done: 4, failed: 0 })
    await expectNothingToDo(world)
  })
})
