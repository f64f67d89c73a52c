import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { serversWith } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, steps, type World } from '../support/world.ts'
import { attributeSchemas } from './attribute-schemas.ts'

describe.each(serversWith(attributeSchemas))('attributes on the $name', (choice) => {
  const story = storiesOn(choice)

  const write = (world: World, key: string, lines: string) =>
    world.write(`${key}.yaml`, `idctl: { key: ${key} }\n${lines}`)

  async function idOf(world: World, name: string): Promise<string> {
    const identity = await world.find(world.email(name))
    if (!identity) throw new Error(`${name} is not there`)
    return identity['id'] as string
  }

  const get = async (world: World, id: string) => (await world.request('GET', `/identities/${id}`)).body as JsonObject

  /** Identifiers by credential type, where there are any. */
  async function identifiers(world: World, id: string): Promise<Record<string, unknown>> {
    const credentials = ((await get(world, id))['credentials'] ?? {}) as Record<string, { identifiers: string[] }>
    const held = Object.entries(credentials).map(([type, { identifiers }]) => [type, identifiers] as const)
    return Object.fromEntries(held.filter(([, values]) => values.length > 0))
  }

  async function expectApplied(world: World, consents = {}) {
    const applied = await world.apply(consents)
    expect(applied.report.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0 })
    await expectNothingToDo(world)
    return applied.plan
  }

  story(
    'an organization is set at creation, changed, cleared, and its line may leave',
    async (world) => {
      const [first, second] = ['4A3C7E5B-1D2F-4B6A-8C9D-0E1F2A3B4C5D', 'b52f9f6f-4b58-4a5e-9e77-2f7b8a6c1d3e']
      const document = (line: string) => `traits: { email: ${world.email('ada')} }\n${line}`
      const live = async () => (await get(world, await idOf(world, 'ada')))['organization_id']
      write(world, 'ada', document(`organization_id: ${first}\n`))
      await expectApplied(world)
      expect(await live()).toBe(first?.toLowerCase())
      write(world, 'ada', document(`organization_id: ${second}\n`))
      await expectApplied(world)
      expect(await live()).toBe(second)
      write(world, 'ada', document('organization_id: null\n'))
      await expectApplied(world)
      expect(await live()).toBeNull()
      write(world, 'ada', document(`organization_id: ${first}\n`))
      await expectApplied(world)
      write(world, 'ada', document(''))
      expect((await expectApplied(world)).changes[0]).toMatchObject({ reason: 'removed' })
      expect(await live()).toBeNull()
    },
    { needs: ['organization_id'] },
  )

  story(
    'external_ids are handed on in a chain, and a circle needs consent',
    async (world) => {
      const id = (number: number) => `${world.workspace}-${number}`
      const people = (numbers: Readonly<Record<string, number | null>>) => {
        for (const [key, number] of Object.entries(numbers)) {
          const value = number === null ? 'null' : id(number)
          write(world, key, `traits: { email: ${world.email(key)} }\nexternal_id: ${value}\n`)
        }
      }
      const holder = async (number: number) => {
        const { body } = await world.request('GET', `/identities/by/external/${id(number)}`)
        return ((body as JsonObject)['traits'] as JsonObject)['email']
      }
      people({ ada: 1, bob: 2, cleo: 3 })
      await expectApplied(world)
      people({ ada: 2, bob: 3, cleo: 4 })
      expect(steps(await expectApplied(world))).toEqual(['update cleo', 'update bob', 'update ada'])
      expect([await holder(2), await holder(3), await holder(4)]).toEqual(['ada', 'bob', 'cleo'].map(world.email))
      people({ ada: 3, bob: 2 })
      const circle = await world.plan()
      expect(circle.diagnostics).toEqual([])
      expect(circle.guards).toContainEqual(expect.objectContaining({ guard: 'swaps', count: 1, tripped: true }))
      people({ ada: null, bob: 2, dora: 3 })
      await expectApplied(world)
      expect(await holder(3)).toBe(world.email('dora'))
    },
    { needs: ['external_id'] },
  )

  story(
    'an external_id that a stranger has collides, and one that is too long never leaves the house',
    async (world) => {
      const external_id = `${world.workspace}-1`
      await world.request('POST', '/identities', { schema_id: 'person', traits: { name: 'Eve' }, external_id })
      write(world, 'ada', `traits: { email: ${world.email('ada')} }\n`)
      await expectApplied(world)
      write(world, 'ada', `traits: { email: ${world.email('ada')} }\nexternal_id: ${external_id}\n`)
      expect((await world.plan()).changes).toMatchObject([
        { blocked: { code: 'collision', reason: expect.stringContaining('external_id (line 3)') } },
      ])
      write(world, 'ada', `traits: { email: ${world.email('ada')} }\nexternal_id: ${'x'.repeat(65)}\n`)
      expect(await world.mistakes()).toMatchObject([{ code: 'IDC213', severity: 'error' }])
    },
    { needs: ['external_id'] },
  )

  story('state goes to inactive and back, and is left alone without its line', async (world) => {
    const document = (line: string) => `traits: { email: ${world.email('ada')} }\n${line}`
    write(world, 'ada', document('state: inactive\n'))
    await expectApplied(world)
    const id = await idOf(world, 'ada')
    expect(await get(world, id)).toMatchObject({ state: 'inactive' })
    write(world, 'ada', document('state: active\n'))
    await expectApplied(world)
    write(world, 'ada', document(''))
    await expectApplied(world)
    await world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path: '/state', value: 'inactive' }])
    await expectNothingToDo(world)
  })

  story(
    'a move to another schema derives identifiers and addresses anew',
    async (world) => {
      write(
        world,
        'ada',
        `traits: { email: ${world.email('ada')}, phone: "+1 650-253-4444" }\nverifiable_addresses: [{ via: email, value: ${world.email('ada')}, verified: true }]\n`,
      )
      await expectApplied(world)
      const id = await idOf(world, 'ada')
      write(world, 'ada', `schema_id: member\ntraits: { email: ${world.email('ada')}, name: Ada }\n`)
      const plan = await expectApplied(world, { removals: 1 })
      expect(plan.changes[0]?.fields.map(({ path }) => path)).toEqual(['/schema_id', '/traits/name', '/traits/phone'])
      expect(plan.changes[0]?.consequences.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['login-identifier-removed', 'schema-changes']),
      )
      expect(await get(world, id)).toMatchObject({
        schema_id: 'member',
        traits: { email: world.email('ada'), name: 'Ada' },
        verifiable_addresses: [{ value: world.email('ada'), verified: true }],
        recovery_addresses: [{ value: world.email('ada') }],
      })
      expect(await identifiers(world, id)).toEqual({ code: [world.email('ada')] })
    },
    { needs: ['empty_identifiers'] },
  )

  story(
    'a move to a schema without identifiers takes them all, and their strings are free',
    async (world) => {
      write(world, 'ada', `traits: { email: ${world.email('ada')}, name: Ada }\n`)
      await expectApplied(world)
      const id = await idOf(world, 'ada')
      write(world, 'ada', 'schema_id: robot\ntraits: { name: Ada }\n')
      const plan = await expectApplied(world, { removals: 1 })
      expect(plan.changes[0]?.consequences.map(({ code }) => code)).toContain('login-identifier-removed')
      expect(await identifiers(world, id)).toEqual({})
      expect((await get(world, id))['verifiable_addresses']).toBeUndefined()
      write(world, 'bob', `traits: { email: ${world.email('ada')} }\n`)
      await expectApplied(world)
      write(world, 'ada', `schema_id: member\ntraits: { email: ${world.email('ada2')}, name: Ada }\n`)
      await expectApplied(world)
      expect(await identifiers(world, id)).toEqual({ code: [world.email('ada2')] })
    },
    { needs: ['empty_identifiers'] },
  )

  story(
    'a move whose live traits do not fit is blocked, and one to a schema that is not there is an error in the plan',
    async (world) => {
      write(world, 'ada', `traits: { email: ${world.email('ada')} }\n`)
      await expectApplied(world)
      const id = await idOf(world, 'ada')
      await world.request('PATCH', `/identities/${id}`, [
        { op: 'add', path: '/traits/phone', value: '+1 650-253-5555' },
      ])
      write(world, 'ada', `schema_id: member\ntraits: { email: ${world.email('ada')} }\n`)
      const { changes, diagnostics } = await world.plan()
      expect(diagnostics).toEqual([])
      expect(changes).toMatchObject([{ key: 'ada', blocked: { code: 'schema' } }])
      write(world, 'ada', `traits: { email: ${world.email('ada')}, phone: null }\nschema_id: member\n`)
      await expectApplied(world, { removals: 1 })
      write(world, 'ada', `traits: { email: ${world.email('ada')} }\nschema_id: memebr\n`)
      expect(await world.mistakes()).toMatchObject([
        {
          code: 'IDC403',
          severity: 'error',
          hint: 'did you mean "member"? (known are person, member, robot, preset://email)',
          at: { file: 'identities/ada.yaml', line: 3 },
        },
      ])
    },
    { needs: ['empty_identifiers'] },
  )

  const aliases = 'schema_aliases: { customer: "preset://email", machine: robot, gone: "preset://emial" }\n'
  story(
    'documents name a schema by its alias, the server by its own id',
    async (world) => {
      write(world, 'ada', `schema_id: customer\ntraits: { email: ${world.email('ada')} }\n`)
      const plan = await expectApplied(world)
      expect(plan.diagnostics).toMatchObject([{ code: 'IDC402', severity: 'warning', at: { file: 'idctl.yaml' } }])
      const id = await idOf(world, 'ada')
      expect(await get(world, id)).toMatchObject({ schema_id: 'preset://email' })
      write(world, 'ada', `schema_id: preset://email\ntraits: { email: ${world.email('ada')} }\n`)
      await expectNothingToDo(world)
      write(world, 'ada', 'schema_id: machine\ntraits: { name: Ada, email: null }\n')
      await expectApplied(world, { removals: 1 })
      expect(await get(world, id)).toMatchObject({ schema_id: 'robot' })
      write(world, 'ada', 'schema_id: gone\ntraits: { name: Ada }\n')
      expect(await world.mistakes()).toMatchObject([
        {
          code: 'IDC402',
          severity: 'error',
          summary: 'schema_aliases: "gone" stands for "preset://emial", which the server does not have',
          at: { file: 'idctl.yaml' },
        },
      ])
    },
    { settings: aliases, needs: ['empty_identifiers'] },
  )
})
