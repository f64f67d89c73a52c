import { describe, expect } from 'vitest'
import { reportExit } from '../../src/cli/exit-codes.ts'
import { waitsOf } from '../../src/model/change-parts.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { emailTrait, signsIn, traitSchema } from '../support/schemas.ts'
import { serversWith } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, steps, type World } from '../support/world.ts'

const schemas = {
  person: traitSchema(
    {
      email: emailTrait(),
      roles: { type: 'array', items: { type: 'string' } },
      prefs: {},
      nick: { type: 'string' },
      alt: { type: 'string' },
      username: { type: 'string', 'ory.sh/kratos': signsIn },
    },
    { dependencies: { alt: ['nick'] } },
  ),
} satisfies Record<string, JsonObject>

const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`m${index}`, index]))

const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)])

describe.each(serversWith(schemas))('what people do to themselves, on the $name', (choice) => {
  const story = storiesOn(choice)

  const write = (world: World, traits: string, more = '') =>
    world.write('ada.yaml', `traits: { email: ${world.email('ada')}, ${traits} }\nidctl: { key: ada }\n${more}`)

  /** Somebody else, so that not everybody goes. */
  const bob = (world: World, traits = '') =>
    world.write('bob.yaml', `traits: { email: ${world.email('bob')}${traits} }\nidctl: { key: bob }\n`)

  async function set(world: World, traits: Readonly<Record<string, Json>>): Promise<void> {
    const { id } = (await world.find(world.email('ada'))) as { id: string }
    const patch = Object.entries(traits).map(([name, value]) => ({ op: 'add', path: `/traits/${name}`, value }))
    expect((await world.request('PATCH', `/identities/${id}`, patch)).status).toBe(200)
  }

  /** Her roles go, then her access; whatever she has set waits. */
  async function expectGone(world: World, traits: string, code: string, waiting: readonly string[]): Promise<void> {
    write(world, `roles: [], ${traits}`)
    const first = await world.apply()
    expect(waitsOf(first.plan.changes[0] as never)).toMatchObject({ code, fields: waiting.map((path) => ({ path })) })
    expect(first.report.outcomes).toMatchObject([{ outcome: 'done', waits: true, code }])
    expect(reportExit(first.report)).toBe('incomplete')
    expect(await world.find(world.email('ada'))).toMatchObject({ traits: { roles: [] } })

    write(world, `roles: [], ${traits}`, 'state: inactive\n')
    const second = await world.apply()
    expect(steps(second.plan)).toEqual(['update ada'])
    expect(await world.find(world.email('ada'))).toMatchObject({ state: 'inactive' })
    expect((await world.plan()).changes).toMatchObject([
      { blocked: { code }, fields: waiting.map((path) => ({ path })) },
    ])
  }

  story('a value that is too much to be taken back unasked keeps neither a role nor an access', async (world) => {
    write(world, 'roles: [admin], prefs: null')
    bob(world)
    await world.apply()
    await set(world, { prefs: many })
    await expectGone(world, 'prefs: null', 'taken-back', ['/traits/prefs'])
    await world.apply({ field_removals: 11 })
    await expectNothingToDo(world)
  })

  story('nor does a value that makes the take-back one that Kratos refuses', async (world) => {
    write(world, 'roles: [admin], nick: null')
    bob(world)
    await world.apply()
    await set(world, { nick: 'ada', alt: 'a' })
    await expectGone(world, 'nick: null', 'schema', ['/traits/nick'])
  })

  story('nor does a value that is nested deeper than idctl follows', async (world) => {
    write(world, 'roles: [admin]')
    bob(world)
    await world.apply()
    await set(world, { prefs: nested(300) })
    write(world, 'roles: [], prefs: null')
    const { plan } = await world.apply()
    expect(waitsOf(plan.changes[0] as never)).toMatchObject({ code: 'unreadable', fields: [{ path: '/traits/prefs' }] })
    expect(await world.find(world.email('ada'))).toMatchObject({ traits: { roles: [] } })
    write(world, 'roles: [], prefs: null', 'state: inactive\n')
    await world.apply()
    expect(await world.find(world.email('ada'))).toMatchObject({ state: 'inactive' })
  })

  story('nor a role that somebody gave her by hand', async (world) => {
    write(world, 'roles: [], prefs: null')
    bob(world)
    await world.apply()
    await set(world, { prefs: many, roles: ['admin'] })
    const { plan } = await world.apply()
    expect(waitsOf(plan.changes[0] as never)).toMatchObject({ code: 'taken-back', fields: [{ path: '/traits/prefs' }] })
    expect(await world.find(world.email('ada'))).toMatchObject({ traits: { roles: [] } })
  })

  story('nor a role where the schema refuses that another line leaves, beside what she has set', async (world) => {
    write(world, 'roles: [admin], nick: neo')
    bob(world)
    await world.apply()
    await set(world, { alt: 'a' })
    write(world, 'roles: []')
    const { plan } = await world.apply()
    expect(waitsOf(plan.changes[0] as never)).toMatchObject({ code: 'schema', fields: [{ path: '/traits/nick' }] })
    expect(await world.find(world.email('ada'))).toMatchObject({ traits: { roles: [], nick: 'neo' } })
  })

  story(
    'what waits is not moved aside either',
    async (world) => {
      const document = (name: string, email: string, username: string) =>
        world.write(
          `${name}.yaml`,
          `traits: { email: ${world.email(email)}, username: ${username}-${world.workspace}, prefs: null }\nidctl: { key: ${name} }\n`,
        )
      document('ada', 'ada', 'a')
      document('bob', 'bob', 'b')
      document('cleo', 'cleo', 'c')
      await world.apply()
      const own = `new-${world.workspace}`
      await set(world, { username: own, prefs: many })
      document('ada', 'bob', 'a')
      document('bob', 'ada', 'b')
      document('cleo', 'cleo', 'new')
      await world.apply({ swaps: 1 })
      expect(await world.find(world.email('bob'))).toMatchObject({ traits: { username: own, prefs: many } })
    },
    { needs: ['empty_identifiers'] },
  )

  story('nor does somebody who takes the address that she had', async (world) => {
    write(world, 'roles: [admin]')
    bob(world)
    await world.apply()
    const { id } = (await world.find(world.email('ada'))) as { id: string }
    const address = [{ op: 'replace', path: '/traits/email', value: world.email('else') }]
    expect((await world.request('PATCH', `/identities/${id}`, address)).status).toBe(200)
    const friend = { schema_id: 'person', traits: { email: world.email('ada') } }
    expect((await world.request('POST', '/identities', friend)).status).toBe(201)

    write(world, 'roles: []', 'state: inactive\n')
    const { plan } = await world.apply()
    expect(waitsOf(plan.changes[0] as never)).toMatchObject({ code: 'collision', fields: [{ path: '/traits/email' }] })
    const there = (await world.request('GET', `/identities/${id}`)).body
    expect(there).toMatchObject({ state: 'inactive', traits: { roles: [] } })
  })

  story('a line that changes over what she has set waits alone, and refuses nobody else’s change', async (world) => {
    write(world, 'prefs: dark')
    bob(world)
    await world.apply()
    await set(world, { prefs: many })
    write(world, 'prefs: light')
    bob(world, ', nick: bob')
    const { plan } = await world.apply()
    expect(steps(plan)).toEqual(['x update ada', 'update bob'])
  })

  story('a document that comes back gives access with all that it says, or not at all', async (world) => {
    write(world, 'roles: [admin], prefs: null')
    bob(world)
    await world.apply()
    await set(world, { prefs: many })
    write(world, 'roles: [admin], prefs: null', 'state: inactive\n')
    await world.apply()
    write(world, 'roles: [], prefs: null', 'state: active\n')
    expect(steps((await world.apply()).plan)).toEqual(['x update ada'])
    expect(await world.find(world.email('ada'))).toMatchObject({ state: 'inactive' })
  })
})
