import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { applyPlanFile, type Consents, connect, type Report } from '../../src/index.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { judged } from '../support/drift.ts'
import { serversWith } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, steps, type World } from '../support/world.ts'
import { memberSchema } from './member-schema.ts'

const allowed: Consents = { swaps: 9, identifier_changes: 99, updates: 99 }

/** Members of a club: an e-mail address, perhaps a login name and a phone number, all of them theirs alone. */
interface Member {
  readonly email: string
  readonly login?: string
  readonly phone?: string
  readonly backup?: string
  readonly external_id?: string
  readonly more?: string
}

describe.each(serversWith({ person: memberSchema }))('swaps on the $name', (choice) => {
  const story = storiesOn(choice)

  function write(world: World, members: Readonly<Record<string, Member>>): void {
    for (const [key, { external_id, more, ...traits }] of Object.entries(members)) {
      const email = world.email(traits.email)
      const backup = traits.backup === undefined ? {} : { backup: world.email(traits.backup) }
      const login = traits.login === undefined ? {} : { login: `${traits.login}-${world.workspace}` }
      const all = JSON.stringify({ ...traits, email, ...backup, ...login })
      const id = external_id === undefined ? '' : `external_id: ${world.workspace}-${external_id}\n`
      const file = `traits: ${all}\n${id}metadata_public: { desk: ${key} }\ncredentials: { password: { config: { hashed_password: "${hash}" } } }\nidctl: { key: ${key}, ${more ?? ''} }\n`
      world.write(`${key}.yaml`, file)
    }
  }

  /** What each key has, as the server shows it: nothing of it may ever change but what the files say. */
  async function people(world: World): Promise<Record<string, JsonObject>> {
    const all = await world.ours()
    return Object.fromEntries(all.map((identity) => [markOf(identity)?.['key'] as string, identity]))
  }

  const emails = async (world: World) =>
    Object.fromEntries(
      Object.entries(await people(world)).map(([key, { traits }]) => [key, (traits as JsonObject)['email']]),
    )

  async function apply(world: World, consents: Consents = allowed): Promise<Report> {
    const { report } = await world.apply(consents)
    expect(report.outcomes.filter(({ outcome }) => outcome !== 'done')).toEqual([])
    return report
  }

  async function verify(world: World, key: string, email: string): Promise<void> {
    const identity = (await people(world))[key] as JsonObject
    const addresses = identity['verifiable_addresses'] as JsonObject[]
    const index = addresses.findIndex(({ value }) => value === world.email(email))
    await world.request('PATCH', `/identities/${identity['id']}`, [
      { op: 'replace', path: `/verifiable_addresses/${index}/verified`, value: true },
      { op: 'replace', path: `/verifiable_addresses/${index}/status`, value: 'completed' },
    ])
  }

  const verified = (identity: JsonObject | undefined): Json[] =>
    ((identity as JsonObject)['verifiable_addresses'] as JsonObject[])
      .filter((address) => address['verified'] === true)
      .map(({ value }) => value as Json)

  story('two people swap addresses with consent, and keep everything else', async (world) => {
    write(world, { ada: { email: 'ada' }, bob: { email: 'bob' } })
    await apply(world)
    const before = await people(world)
    write(world, { ada: { email: 'bob' }, bob: { email: 'ada' } })
    const plan = await world.plan()
    expect(plan.diagnostics).toEqual([])
    expect(plan.guards.find(({ guard }) => guard === 'swaps')).toMatchObject({ count: 1, tripped: true })
    expect(plan.changes).toMatchObject([
      { key: 'ada', aside: { '/traits/email': 'address' }, after: ['bob'] },
      { key: 'bob', after_aside: ['ada'] },
    ])
    await expect(world.apply()).rejects.toMatchObject({ exit: 'refused' })
    const saved = await world.savePlan({ consents: allowed })
    expect((await world.applyFile(saved)).counts).toMatchObject({ done: 2, failed: 0 })
    await expectNothingToDo(world)
    expect((await world.applyFile(saved)).counts).toMatchObject({ 'already-done': 2, done: 0, failed: 0 })
    const after = await people(world)
    for (const key of ['ada', 'bob']) {
      expect(after[key]).toMatchObject({ id: before[key]?.['id'], metadata_public: before[key]?.['metadata_public'] })
      expect(markOf(after[key] as JsonObject)?.['todo']).toBeUndefined()
    }
    expect(await emails(world)).toEqual({ ada: world.email('bob'), bob: world.email('ada') })
  })

  story('three in a circle, two beside them, and a chain into the circle', async (world) => {
    const names = ['ada', 'bob', 'cleo', 'dora', 'eve', 'fay']
    write(world, Object.fromEntries(names.map((name) => [name, { email: name }])))
    await apply(world)
    write(world, {
      ada: { email: 'bob' },
      bob: { email: 'cleo', login: 'bob' },
      cleo: { email: 'ada' },
      dora: { email: 'eve' },
      eve: { email: 'dora' },
      fay: { email: 'new' },
      gil: { email: 'fay' },
    })
    const { plan, report } = await world.apply(allowed)
    expect(report.counts).toMatchObject({ done: 7, failed: 0, skipped: 0, moved: 0 })
    expect(plan.guards.find(({ guard }) => guard === 'swaps')).toMatchObject({ count: 2 })
    expect(steps(plan).slice(0, 2)).toEqual(['update ada', 'update dora'])
    await expectNothingToDo(world)
    expect(await emails(world)).toEqual(
      Object.fromEntries(
        Object.entries({ ada: 'bob', bob: 'cleo', cleo: 'ada', dora: 'eve', eve: 'dora', fay: 'new', gil: 'fay' }).map(
          ([key, name]) => [key, world.email(name)],
        ),
      ),
    )
  })

  story('an address, a login name and a phone number at once', async (world) => {
    write(world, {
      ada: { email: 'ada', login: 'ada', phone: '+12125550101' },
      bob: { email: 'bob', login: 'bob', phone: '+12125550102' },
    })
    await apply(world)
    write(world, {
      ada: { email: 'bob', login: 'bob', phone: '+12125550102' },
      bob: { email: 'ada', login: 'ada', phone: '+12125550101' },
    })
    const { empty_identifiers } = (await world.abilities()).lacks
    if (empty_identifiers !== undefined) {
      // The only code identifier would have to go for a while, and v1.3 lets it sign in all the same.
      expect(await world.mistakes({ consents: allowed })).toMatchObject([{ code: 'IDC511', severity: 'error' }])
      return
    }
    expect((await world.plan({ consents: allowed })).changes[0]).toMatchObject({
      aside: { '/traits/email': 'address', '/traits/login': 'text', '/traits/phone': 'nothing' },
    })
    await apply(world)
    await expectNothingToDo(world)
    expect((await people(world))['ada']).toMatchObject({
      traits: { email: world.email('bob'), login: `bob-${world.workspace}`, phone: '+12125550102' },
    })
  })

  story(
    'external_ids go round in a circle: one is cleared first',
    async (world) => {
      write(world, { ada: { email: 'ada', external_id: '1' }, bob: { email: 'bob', external_id: '2' } })
      await apply(world)
      write(world, { ada: { email: 'ada', external_id: '2' }, bob: { email: 'bob', external_id: '1' } })
      const plan = await world.plan()
      expect(plan.changes[0]).toMatchObject({ key: 'ada', aside: { '/external_id': 'nothing' } })
      await apply(world)
      await expectNothingToDo(world)
      expect((await people(world))['ada']).toMatchObject({ external_id: `${world.workspace}-2` })
    },
    { needs: ['external_id'] },
  )

  story('verified states are those that a single write would have left', async (world) => {
    write(world, { ada: { email: 'ada', backup: 'reserve' }, bob: { email: 'bob' }, cleo: { email: 'cleo' } })
    await apply(world)
    await verify(world, 'ada', 'ada')
    await verify(world, 'ada', 'reserve')
    await verify(world, 'bob', 'bob')
    const keep = 'keep_verified: true'
    write(world, {
      ada: { email: 'bob', backup: 'reserve', more: keep },
      bob: { email: 'ada' },
    })
    const { plan } = await world.apply(allowed)
    expect(plan.changes[0]?.consequences.map(({ code }) => code)).toContain('address-kept-verified')
    await expectNothingToDo(world)
    const after = await people(world)
    expect(verified(after['ada']).sort()).toEqual([world.email('bob'), world.email('reserve')])
    expect(verified(after['bob'])).toEqual([])
  })
  story('killed half-way: told apart from drift, finished by the next run without consent', async (world) => {
    write(world, { ada: { email: 'ada' }, bob: { email: 'bob' } })
    await apply(world)
    write(world, { ada: { email: 'bob' }, bob: { email: 'ada' } })
    const saved = await world.savePlan({ consents: allowed })
    await moveOnlyAside(world, saved)
    expect((await emails(world))['ada']).toMatch(/^idctl-swap-[0-9a-f]{32}@/)

    const plan = await world.plan()
    expect(plan.changes.map(({ key, reason, after }) => ({ key, reason, after }))).toEqual([
      { key: 'bob', reason: 'pending', after: undefined },
      { key: 'ada', reason: 'todo', after: ['bob'] },
    ])
    expect(judged(plan).counts).toMatchObject({ drifted: 0, pending: 2 })
    expect(plan.guards.find(({ guard }) => guard === 'swaps')).toMatchObject({ count: 0, tripped: false })
    await apply(world, {})
    await expectNothingToDo(world)
    expect(await emails(world)).toEqual({ ada: world.email('bob'), bob: world.email('ada') })
  })

  story('killed half-way, and the files change: they are what counts', async (world) => {
    write(world, { ada: { email: 'ada' }, bob: { email: 'bob' } })
    await apply(world)
    await verify(world, 'ada', 'ada')
    write(world, { ada: { email: 'bob', more: 'keep_verified: true' }, bob: { email: 'ada' } })
    await moveOnlyAside(world, await world.savePlan({ consents: allowed }))
    write(world, { ada: { email: 'new', more: 'keep_verified: true' }, bob: { email: 'bob' } })
    await apply(world, {})
    await expectNothingToDo(world)
    expect(verified((await people(world))['ada'])).toEqual([world.email('new')])
  })

  story('simultaneous writes: the plan tells what they left behind, and only that', async (world) => {
    write(world, { ada: { email: 'ada' } })
    await apply(world)
    const { id } = (await people(world))['ada'] as JsonObject
    const put = (email: string) =>
      world.request('PUT', `/identities/${id}`, { schema_id: 'person', state: 'active', traits: { email } })
    await Promise.all(Array.from({ length: 8 }, (_, index) => put(world.email(`race${index}`))))
    const { body } = await world.request('GET', `/identities/${id}`)
    const { traits, credentials } = body as { traits: JsonObject; credentials: Record<string, JsonObject> }
    const held = credentials['password']?.['identifiers'] as string[]
    const left = held.filter((value) => value !== traits['email'])

    // The PUTs have cleared the mark: what is left is in the way of others only.
    const claims = left.map((email, index) => [`other${index}`, { email: email.split('@')[0] as string }] as const)
    write(world, Object.fromEntries(claims))
    const { diagnostics } = await world.plan()
    const stale = diagnostics.filter(({ code }) => code === 'IDC590')
    expect(stale).toHaveLength(left.length > 0 ? 1 : 0)
    for (const [key] of claims) expect(stale[0]?.summary).toContain(`"${key}"`)
  })
})

/** As a run leaves it that ends after its first write: of the saved plan, only the move aside is executed. */
async function moveOnlyAside(world: World, saved: string): Promise<void> {
  const config = world.config()
  if (!config.server) throw new Error('no server')
  const stop = new AbortController()
  const { source, target, close } = await connect(config.server, {})
  const execute: typeof target.execute = async (request, signal) => {
    const result = await target.execute(request, signal)
    stop.abort()
    return result
  }
  const report = await applyPlanFile(
    saved,
    config,
    { source, target: { execute } },
    {
      consents: {},
      variables: {},
      newId: randomUUID,
      random: () => 0,
      sleep: async () => undefined,
      now: () => 0,
      concurrency: 1,
      stop: stop.signal,
      abort: new AbortController().signal,
      onOutcome: () => undefined,
    },
  ).finally(close)
  expect(report).toMatchObject({ interrupted: true, counts: { done: 0, failed: 1, skipped: 1 } })
}

/** bcrypt of `Canary-swap-1`, cost 4. */
const hash = '$2a$04$BrcCDNTv3hNdMkRoWrFs1eKn.vNYg1/iBAtqPcO2XqL8yOdKhkBRa'
