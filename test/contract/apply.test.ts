import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApplyContext } from '../../src/apply/context.ts'
import { executeChanges } from '../../src/apply/executor.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import { type Connection, connect } from '../../src/live/connect.ts'
import type { Change, CreateChange } from '../../src/model/change.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import type { Json } from '../../src/model/json.ts'
import type { Report } from '../../src/model/report.ts'
import { contextFor, create, disable, kinds, remove, update } from '../support/apply-harness.ts'
import type { TestServer } from '../support/kratos.ts'
import { MemoryLive } from '../support/memory-live.ts'
import { servers } from '../support/servers.ts'

const never = new AbortController().signal

for (const server of servers) {
  describe.runIf(server.available)(`on ${server.name}`, () => {
    let running: TestServer
    let connection: Connection
    let context: ApplyContext
    // Others may use the server too: everything here has a name of its own.
    const tag = randomUUID().slice(0, 8)
    const email = (name: string) => `${name}-${tag}@example.com`

    beforeAll(async () => {
      running = await server.start()
      const { stop: _, ...urls } = running
      const clock = { now: Date.now, random: () => 0, sleep: async () => undefined, alarm: () => () => undefined }
      connection = await connect({ kind: 'kratos', ...urls, target: 'test' }, { clock })
      const { schemas } = compileIdentitySchemas(await connection.source.schemas(never))
      const { source, target } = connection
      const abilities = await source.abilities(never)
      const { batchSize } = abilities
      context = contextFor(new MemoryLive(), { source, target, schemas, abilities, batchSize, newId: randomUUID })
    })
    afterAll(async () => {
      await connection.close()
      await running.stop()
    })

    async function run(changes: readonly Change[], overrides: Partial<ApplyContext> = {}): Promise<Report> {
      async function* stream() {
        yield* changes
      }
      return executeChanges(stream(), { ...context, ...overrides })
    }

    const person = (name: string, values: Record<string, Json> = {}): CreateChange =>
      create(`${name}-${tag}`, { '/traits/email': email(name), ...values })

    async function find(name: string): Promise<LiveIdentity> {
      const [live] = await connection.source.findByIdentifier(email(name), never)
      if (live === undefined) throw new Error(`${name} is not there`)
      return live
    }

    test('a life: created, changed, disabled, deleted; each step again is no step', async () => {
      const created = [person('ada', { '/traits/name/first': 'Ada', '/metadata_admin/x~1y/z': 1 }), person('bob')]
      expect((await run(created)).counts).toMatchObject({ done: 2, failed: 0 })
      expect((await run(created)).counts).toMatchObject({ 'already-done': 2 })

      const [ada, bob] = [await find('ada'), await find('bob')]
      const changed = [
        update(ada, { '/traits/name/first': undefined, '/traits/roles': ['a'], '/metadata_public/a/b': { c: [1] } }),
        update(bob, { '/traits/email': email('robert') }),
      ]
      expect((await run(changed)).outcomes).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }])
      expect((await run(changed)).counts).toMatchObject({ 'already-done': 2 })
      expect((await find('ada')).traits).toEqual({ email: email('ada'), roles: ['a'] })

      const removed = [disable(await find('ada')), remove('delete', await find('robert'))]
      expect((await run(removed)).counts).toMatchObject({ done: 2, failed: 0 })
      expect((await run(removed)).counts).toMatchObject({ 'already-done': 2 })
      expect(await find('ada')).toMatchObject({ state: 'inactive', mark: { mark: { disabled: expect.anything() } } })
      expect(await connection.source.findByIdentifier(email('robert'), never)).toEqual([])
    })

    test('the last identifier goes, and frees its value for somebody else', async () => {
      await run([person('cy', { '/traits/username': `cy-${tag}` })])
      const cy = await find('cy')
      const change = update(cy, { '/traits/email': undefined, '/traits/username': undefined })
      const taker = create(`taker-${tag}`, { '/traits/email': email('cy') }, { after: [change.key] })
      const report = await run([change, taker])
      // The plan says so already; the apply of one that was made for a newer server does not send it.
      if (context.abilities.lacks.empty_identifiers) {
        expect(report.outcomes).toMatchObject([{ outcome: 'failed' }, { outcome: 'skipped' }])
        expect(await find('cy')).toMatchObject({ id: cy.id, traits: cy.traits, credentials: cy.credentials })
        return
      }
      expect(report.outcomes).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }])
      expect((await find('cy')).mark).toMatchObject({ mark: { key: `taker-${tag}` } })
    })

    interface Spoilt {
      readonly hash?: string
      readonly values?: Record<string, Json>
      readonly taken?: true
    }
    const spoilers: [string, Spoilt][] = [
      ['a hash of no known format (400 for the whole batch)', { hash: 'nonsense' }],
      ['a blank identifier (500 for the whole batch)', { values: { '/traits/username': ' ' } }],
      ['a value that the schema refuses', { values: { '/traits/phone': 7 } }],
      ['an address that is taken', { taken: true }],
    ]
    test.each(spoilers)('%s fails one of many', async (name, spoilt) => {
      const prefix = name.replace(/\W+/g, '-').toLowerCase()
      if (spoilt.taken) await run([create(`first-${tag}`, { '/traits/email': email(`${prefix}-3`) })])
      const many = Array.from({ length: 12 }, (_, index) => person(`${prefix}-${index}`))
      many[3] = {
        ...create(`bad-${prefix}-${tag}`, { '/traits/email': email(`${prefix}-3`), ...spoilt.values }),
        ...(spoilt.hash && { credentials: { password: { hashed_password: { reference: spoilt.hash } } } }),
      }
      const secrets = { reference: (text: string) => text, literal: () => undefined }
      // What is checked here before sending is let through, to see what the server makes of it.
      const unchecked = { ...context.schemas, get: (id: string) => withoutValidation(context.schemas.get(id)) }
      const report = await run(many, { checkPasswordHash: () => undefined, secrets, schemas: unchecked })
      expect(report.counts).toMatchObject({ done: 11, failed: 1 })
      expect(kinds(report)[`bad-${prefix}-${tag}`]).toBe('failed')
    })

    test('sessions that are owed are revoked by the next plan', async () => {
      await run([person('dee')])
      const dee = await find('dee')
      const mark = dee.mark.kind === 'mark' ? dee.mark.mark : undefined
      if (mark === undefined) throw new Error('unmarked')
      const owing = update(dee, {}, { mark: { ...mark, todo: ['revoke_sessions'] } })
      await run([owing])
      const paying = update(await find('dee'), {}, { mark, revoke_sessions: true, reason: 'todo' })
      expect((await run([paying])).counts).toMatchObject({ done: 1 })
      expect(await find('dee')).toMatchObject({ mark: { mark } })
    })
  })
}

function withoutValidation<T extends object | undefined>(schema: T): T {
  return schema && { ...schema, validate: () => [] }
}
