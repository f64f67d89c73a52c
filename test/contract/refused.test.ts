import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { KeyCommand } from '../../src/reconcile/decide/decide-key-command.ts'
import { type KeptServer, keptServers, type Schemas } from '../support/kept-servers.ts'
import { serversWith } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { createWorld, expectNothingToDo, refusals, steps, type World } from '../support/world.ts'

const email: JsonObject = {
  type: 'string',
  format: 'email',
  'ory.sh/kratos': { credentials: { password: { identifier: true } }, recovery: { via: 'email' } },
}

function schemaOf(properties: JsonObject, required: string[] = ['email']): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { traits: { type: 'object', properties: { email, ...properties }, required } },
  }
}

const name = { name: { type: 'string' } }
const before: Schemas = { person: schemaOf(name) }
/** Everybody is to have a phone from now on. */
const after: Schemas = { person: schemaOf({ ...name, phone: { type: 'string' } }, ['email', 'phone']) }

describe.each(keptServers)('people whose traits no longer fit a tightened schema, on the $name', (server) => {
  test.skipIf(!server.available)('are told in the plan, and go as soon as the schema lets them', async () => {
    const { world, restart } = await startWorld(server, 'removal: { created: disable }\n')
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\n`)
    world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\n`)
    await world.apply()

    await restart(after)
    world.remove('bob.yaml')
    const { plan, report } = await world.apply()
    expect(steps(plan)).toEqual([`x disable ${world.email('bob')}`])
    expect(plan.changes[0]?.blocked).toMatchObject({ code: 'schema', still: 'revoke_sessions' })
    expect(report.outcomes).toMatchObject([
      {
        outcome: 'blocked',
        reason: expect.stringMatching(/"phone" is missing\); its sessions were ended all the same$/),
      },
    ])
    expect(await world.find(world.email('bob'))).toMatchObject({ state: 'active' })

    await restart(before)
    expect((await world.apply({ removals: 1 })).report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await world.find(world.email('bob'))).toMatchObject({ state: 'inactive' })
    await expectNothingToDo(world)
  })

  test.skipIf(!server.available)(
    'lose their sessions, too, where their document says that they are inactive',
    async () => {
      const { world, restart } = await startWorld(server, 'removal: { created: disable }\n')
      const write = (state: string, more = '') =>
        world.write('ada.yaml', `state: ${state}\ntraits: { email: ${world.email('ada')}${more} }\n`)
      write('active', ', name: Ada')
      await world.apply()

      await restart(after)
      write('inactive')
      const { plan, report } = await world.apply()
      expect(steps(plan)).toEqual([`x update ${world.email('ada')}`])
      expect(plan.changes[0]).toMatchObject({
        blocked: { code: 'schema', still: 'revoke_sessions' },
        consequences: [{ code: 'sessions-revoked' }],
      })
      // Nothing of them is removed yet, and it is the same in every run until the schema lets it be.
      expect(plan.changes[0]).toHaveProperty('counts', {})
      expect(report.outcomes).toMatchObject([
        { outcome: 'blocked', reason: expect.stringMatching(/its sessions were ended all the same$/) },
      ])

      await restart(before)
      const consents = { removals: 1, field_removals: 1 }
      expect((await world.apply(consents)).report.counts).toMatchObject({ done: 1, failed: 0 })
      await expectNothingToDo(world)
    },
  )

  test.skipIf(!server.available)('are neither released nor adopted, but deleted', async () => {
    const { world, restart } = await startWorld(server, 'removal: { created: delete }\n')
    for (const key of ['ada', 'bob']) world.write(`${key}.yaml`, `traits: { email: ${world.email(key)} }\n`)
    await world.apply()
    await world.request('POST', '/identities', { traits: { email: world.email('cleo') } })

    await restart(after)
    world.write('cleo.yaml', `traits: { email: ${world.email('cleo')} }\n`)
    for (const [command, who] of [
      ['release', 'ada'],
      ['adopt', 'cleo'],
    ] as const) {
      const key = world.email(who)
      const named: KeyCommand = { command, keys: [key] }
      const plan = await world.plan({ named })
      expect(steps(plan)).toEqual([`x ${command} ${key}`])
      expect(plan.changes[0]?.blocked?.code).toBe('schema')
    }
    world.remove('cleo.yaml')
    world.remove('bob.yaml')
    expect((await world.apply({ removals: 1 })).report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await world.find(world.email('bob'))).toBeUndefined()
  })
})

interface KeptWorld {
  readonly world: World
  /** The server comes back with other schemas, behind the same connection. */
  restart(schemas: Schemas): Promise<void>
}

async function startWorld(server: KeptServer, settings: string): Promise<KeptWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'idctl-refused-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  let running = await server.start(before, folder)
  onTestFinished(() => running.stop())
  let current = await createWorld(running, { settings })
  onTestFinished(() => current.close())
  const first = current
  const world: World = new Proxy(first, {
    get: (_, name) =>
      (['root', 'workspace', 'email', 'write', 'remove'].includes(String(name)) ? first : current)[name as keyof World],
  })
  return {
    world,
    async restart(schemas) {
      await running.stop()
      running = await server.start(schemas, folder)
      const config = join(first.root, 'idctl.yaml')
      writeFileSync(
        config,
        `version: 1\nworkspace: ${first.workspace}\nidentities: identities\nschema_id: person\nkratos:\n  admin_url: ${running.adminUrl}\n  public_url: ${running.publicUrl}\n${settings}`,
      )
      current = await createWorld(running, { settings, sharing: first })
    },
  }
}

describe.each(serversWith({ person: schemaOf({ phone: phone() }) }))(
  'a trait that Kratos always refuses, on the $name',
  (choice) => {
    const story = storiesOn(choice)

    story('is an error at the documents that have it, and at no other', async (world) => {
      world.write('ada.yaml', `traits: { email: ${world.email('ada')}, phone: "+49 30 901820" }\n`)
      expect(await refusals(world)).toEqual(['IDC416'])
      const answer = await world.request('POST', '/identities', {
        traits: { email: world.email('ada'), phone: '+49 30 901820' },
      })
      expect(answer.status).toBe(400)
      world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\n`)
      expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
      await expectNothingToDo(world)
    })
  },
)

const pathological: Schemas = { person: { ...schemaOf({}), additionalProperties: true } as JsonObject }

describe.each(serversWith(pathological))('what a request can carry, on the $name', (choice) => {
  const story = storiesOn(choice)

  story('objects below empty and other odd names come, change and go', async (world) => {
    const write = (value: unknown) =>
      world.write(
        'ada.json',
        JSON.stringify({ traits: { email: world.email('ada') }, metadata_admin: value, metadata_public: value }),
      )
    for (const value of [
      { '': { a: 1, '': { b: [1] } }, 'a/b': { '~': { '0': 1 } } },
      { '': { a: 2, '': { b: [1, 2], c: null } }, 'a/b': { '~': { '0': 1, '-': 2 } } },
      { '': { '': { c: 1 } }, 'a/b': { '~': { '1': { '': 'x' } } } },
      { '': 'text' },
    ]) {
      write(value)
      expect((await world.apply({ field_removals: 99 })).report.counts).toMatchObject({ done: 1, failed: 0 })
      await expectNothingToDo(world)
      const { idctl: _, ...admin } = ((await world.find(world.email('ada')))?.['metadata_admin'] ?? {}) as JsonObject
      expect(admin).toEqual(JSON.parse(JSON.stringify(value, (_name, member) => member ?? undefined)))
    }
  })

  story(
    'a document that no request can carry with its mark is an error, of a creation and of an update',
    async (world) => {
      const write = (characters: number) => {
        const document = { traits: { email: world.email('ada') }, metadata_public: { texts: ['x'.repeat(characters)] } }
        world.write('ada.json', JSON.stringify(document))
      }
      const tooMany = 5 * 1024 * 1024 - 250
      write(tooMany)
      expect(await refusals(world)).toEqual(['IDC417'])
      write(tooMany - 1000)
      expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
      write(tooMany)
      expect(await refusals(world)).toEqual(['IDC417'])
      write(tooMany - 1001)
      expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    },
  )
})

/** As a quickstart of Ory has it: the channel of the code is left out. */
function phone(): JsonObject {
  return {
    type: 'string',
    format: 'tel',
    'ory.sh/kratos': {
      credentials: { password: { identifier: true }, code: { identifier: true } },
      verification: { via: 'sms' },
    },
  }
}
