import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import { digestOf } from '../../src/model/digest.ts'
import { isJsonObject, type JsonObject } from '../../src/model/json.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, expectNothingToDo, steps, type World, type WorldOptions } from '../support/world.ts'

// bcrypt of published examples.
const firstHash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'
const secondHash = '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
const usersHash = '$2b$04$5BdTmyNs6Yx8O0mSqY6r2.xUoiFB0eVjGGRT7N1oBKm0mP4VsXBzi'

describe.each(servers)('credentials after creation, on the $name', ({ name, available, start }) => {
  let server: TestServer

  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })

  function story(name: string, tell: (world: World) => Promise<void>, options?: WorldOptions): void {
    test.skipIf(!available)(name, async () => {
      const world = await createWorld(server, options)
      onTestFinished(() => world.close())
      await tell(world)
    })
  }

  function write(world: World, credentials: string, more = ''): void {
    const own = more === '' ? 'idctl: { key: ada }\n' : more
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\ncredentials: ${credentials}\n${own}`)
  }

  const hash = (text: string) => `{ password: { config: { hashed_password: "${text}" } } }`
  const plain = (text: string) => `{ password: { config: { password: ${text} } } }`
  const version = (number: number) => `idctl: { key: ada, credentials_version: ${number} }\n`
  const links = (world: World, ...names: string[]) =>
    `oidc: { config: { providers: [${names.map((name) => `{ provider: ${name}, subject: ${world.workspace} }`).join(', ')}] } }`

  async function id(world: World): Promise<string> {
    return (await world.find(world.email('ada')))?.['id'] as string
  }

  /** As the admin API shows it, secrets included: for tests only. */
  async function live(world: World): Promise<JsonObject> {
    const types = ['password', 'oidc'].map((type) => `include_credential=${type}`).join('&')
    return (await world.request('GET', `/identities/${await id(world)}?${types}`)).body as JsonObject
  }

  function credential(identity: JsonObject, type: string): JsonObject {
    const all = identity['credentials']
    const one = isJsonObject(all) ? all[type] : undefined
    return isJsonObject(one) ? one : {}
  }

  /** v1.3 rewrites the row of every credential with each update (API reference §6.3). */
  function untimed(identity: JsonObject, type: string): JsonObject {
    const { updated_at: _, ...rest } = credential(identity, type)
    return rest
  }

  const configOf = (identity: JsonObject) => credential(identity, 'password')['config']
  const linksOf = (identity: JsonObject) => credential(identity, 'oidc')['identifiers'] ?? []
  const marked = (identity: JsonObject) =>
    ((identity['metadata_admin'] as JsonObject)['idctl'] as JsonObject)['credentials']

  /** Older servers cannot delete a password: said in the plan, with the version. */
  async function expectRefusal(world: World): Promise<void> {
    write(world, '{ password: null }')
    expect(await world.mistakes()).toMatchObject([{ code: 'IDC560', secret: true }])
  }

  /** The person sets another password in self-service. */
  async function personSetsPassword(world: World): Promise<void> {
    const { traits, metadata_admin, metadata_public, external_id } = await live(world)
    const credentials = { password: { config: { hashed_password: usersHash } } }
    const body = {
      schema_id: 'person',
      state: 'active',
      traits,
      metadata_admin,
      metadata_public,
      external_id,
      credentials,
    }
    expect((await world.request('PUT', `/identities/${await id(world)}`, body as JsonObject)).status).toBe(200)
  }

  /** The person unlinks an account in self-service. */
  async function personUnlinks(world: World, provider: string): Promise<void> {
    const query = `identifier=${encodeURIComponent(`${provider}:${world.workspace}`)}`
    const { status } = await world.request('DELETE', `/identities/${await id(world)}/credentials/oidc?${query}`)
    expect(status).toBe(204)
  }

  const texts = ({ changes }: Plan) => changes.flatMap(({ consequences }) => consequences.map(({ text }) => text))
  const stepsOf = ({ changes }: Plan) =>
    changes.flatMap((change: Change) =>
      'credential_changes' in change
        ? (change.credential_changes ?? []).map(({ step, type }) => `${step} ${type}`)
        : [],
    )

  story('a hash without a salt leaves nothing that it could be looked up by', async (world) => {
    const [first, second] = ['summer2024', 'winter2024'].map(
      (word) => `$md5$${createHash('md5').update(word).digest('base64')}`,
    ) as [string, string]
    const leaks = (texts: string) => [first, second].some((text) => texts.includes(digestOf(text)))
    const plan = async (): Promise<Plan> => {
      const found = await world.plan()
      expect(leaks(JSON.stringify(found))).toBe(false)
      return found
    }
    write(world, hash(first))
    await plan()
    await world.apply()
    expect(configOf(await live(world))).toMatchObject({ hashed_password: first })
    expect(marked(await live(world))).toEqual({ password: { version: 0 } })
    // Nobody can see that it is another one: only the version says so.
    write(world, hash(second))
    await expectNothingToDo(world)
    write(world, hash(second), version(1))
    expect(stepsOf(await plan())).toEqual(['set password'])
    await world.apply()
    expect(configOf(await live(world))).toMatchObject({ hashed_password: second })
    expect(marked(await live(world))).toEqual({ password: { version: 1 } })
  })

  story(
    'a secret that leaves the file and comes back unchanged is not written over the person’s own',
    async (world) => {
      const secrets: [string, string][] = [
        [hash(firstHash), version(3)],
        [plain('CANARY-plain-pass'), version(4)],
      ]
      for (const [secret, own] of secrets) {
        write(world, secret, own)
        await world.apply()
        await personSetsPassword(world)
        write(world, '{}', own)
        await world.apply()
        await expectNothingToDo(world)
        write(world, secret, own)
        expect(stepsOf((await world.apply()).plan)).toEqual([])
        expect(configOf(await live(world))).toEqual({ hashed_password: usersHash })
        await expectNothingToDo(world)
      }
      write(world, hash(firstHash), version(4))
      await world.apply()
      await personSetsPassword(world)
      write(world, plain('CANARY-plain-pass'), version(4))
      expect(stepsOf((await world.apply()).plan)).toEqual([])
      expect(configOf(await live(world))).toEqual({ hashed_password: usersHash })
    },
  )

  story('a hash that changes in the file is written once', async (world) => {
    write(world, hash(firstHash))
    await world.apply()
    await expectNothingToDo(world)
    write(world, hash(secondHash))
    const { plan, report } = await world.apply()
    expect(steps(plan)).toEqual(['update ada'])
    expect(stepsOf(plan)).toEqual(['set password'])
    expect(texts(plan)).toEqual(['password replaced by the hash of the file'])
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(configOf(await live(world))).toEqual({ hashed_password: secondHash })
    await expectNothingToDo(world)
  })

  story('what the person has set since stays, until the file says otherwise', async (world) => {
    write(world, hash(firstHash))
    await world.apply()
    await personSetsPassword(world)
    await expectNothingToDo(world)
    world.write(
      'ada.yaml',
      `traits: { email: ${world.email('ada')}, phone: "1" }\ncredentials: ${hash(firstHash)}\nidctl: { key: ada }\n`,
    )
    await world.apply()
    expect(configOf(await live(world))).toEqual({ hashed_password: usersHash })
    write(world, hash(secondHash))
    await world.apply({ field_removals: 1 })
    expect(configOf(await live(world))).toEqual({ hashed_password: secondHash })
  })

  story('a plain password is written again only with a higher credentials_version', async (world) => {
    write(world, plain('CANARY-first'))
    await world.apply()
    const before = configOf(await live(world))
    write(world, plain('CANARY-second'))
    await expectNothingToDo(world)
    write(world, plain('CANARY-second'), version(1))
    const file = readFileSync(await world.savePlan(), 'utf8')
    const { plan, report } = await world.apply()
    expect(texts(plan)).toEqual(['password replaced by the plain one of the file'])
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    const after = configOf(await live(world))
    expect(after).not.toEqual(before)
    await expectNothingToDo(world)
    expect((await world.apply()).report.counts.done).toBe(0)
    expect(configOf(await live(world))).toEqual(after)
    expect(JSON.stringify([file, plan, report, await live(world)])).not.toContain('CANARY')
  })

  story('the migration hook, switched on later', async (world) => {
    write(world, hash(firstHash))
    await world.apply()
    write(world, '{ password: { config: { use_password_migration_hook: true } } }')
    await world.apply()
    expect(configOf(await live(world))).toMatchObject({ use_password_migration_hook: true })
    await expectNothingToDo(world)
  })

  story('a PUT loses nothing: neither of the person, nor of other tools, nor of Kratos', async (world) => {
    const hasExternalId = !(await world.abilities()).lacks.external_id
    const document = (text: string) =>
      `${hasExternalId ? `external_id: ext-${world.workspace}\n` : ''}traits: { email: ${world.email('ada')}, name: { first: Ada } }\nmetadata_public: { team: x }\ncredentials: { password: { config: { hashed_password: "${text}" } }, ${links(world, 'google')} }\nidctl: { key: ada }\n`
    world.write('ada.yaml', document(firstHash))
    await world.apply()
    const path = `/identities/${await id(world)}`
    await world.request('PATCH', path, [
      { op: 'add', path: '/traits/phone', value: '+1 555 0100' },
      { op: 'add', path: '/metadata_admin/crm', value: { id: 7, tags: [1, null] } },
      { op: 'add', path: '/metadata_public/theme', value: 'dark' },
      { op: 'replace', path: '/verifiable_addresses/0/verified', value: true },
      { op: 'replace', path: '/verifiable_addresses/0/status', value: 'completed' },
    ])
    const before = await live(world)
    world.write('ada.yaml', document(secondHash))
    expect((await world.apply()).report.counts).toMatchObject({ done: 1, failed: 0 })
    const after = await live(world)
    const kept = [
      'id',
      'external_id',
      'state',
      'schema_id',
      'traits',
      'metadata_public',
      'verifiable_addresses',
      'recovery_addresses',
      'organization_id',
      'created_at',
      'state_changed_at',
    ]
    for (const member of kept) expect([member, after[member]]).toEqual([member, before[member]])
    expect((after['metadata_admin'] as JsonObject)['crm']).toEqual({ id: 7, tags: [1, null] })
    for (const type of ['oidc', 'code']) expect(untimed(after, type)).toEqual(untimed(before, type))
    expect(configOf(after)).toEqual({ hashed_password: secondHash })
    await expectNothingToDo(world)
  })

  story('leaves and credentials in one change, and each only once', async (world) => {
    write(world, hash(firstHash))
    await world.apply()
    world.write(
      'ada.yaml',
      `traits: { email: ${world.email('augusta')} }\ncredentials: ${hash(secondHash)}\nidctl: { key: ada }\n`,
    )
    const file = await world.savePlan()
    expect((await world.applyFile(file)).counts).toMatchObject({ done: 1, failed: 0 })
    expect((await world.applyFile(file)).counts).toMatchObject({ 'already-done': 1 })
    const found = await world.find(world.email('augusta'))
    expect(found?.['traits']).toEqual({ email: world.email('augusta') })
    await expectNothingToDo(world)
  })

  story('links are a set: added, removed, and not made again when the person removes one', async (world) => {
    const document = (...names: string[]) =>
      write(world, `{ ${hash(firstHash).slice(2, -2)}, ${links(world, ...names)} }`)
    const named = (...names: string[]) => names.map((name) => `${name}:${world.workspace}`)
    document('google')
    await world.apply()
    document('google', 'github')
    const added = await world.apply()
    expect(texts(added.plan)).toEqual(['link github added (oidc)'])
    expect(linksOf(await live(world))).toEqual(named('github', 'google'))
    await expectNothingToDo(world)

    document('github')
    const removed = await world.apply({ removals: 1 })
    expect(removed.plan.changes[0]).toMatchObject({ counts: { removals: 1 } })
    expect(JSON.stringify(removed.plan.changes[0])).not.toContain(`google:${world.workspace}`)
    expect(linksOf(await live(world))).toEqual(named('github'))
    await expectNothingToDo(world)

    await personUnlinks(world, 'github')
    const plan = await world.plan()
    expect(plan.changes).toMatchObject([{ action: 'none', observed: [{ path: '/credentials/oidc/github' }] }])
    await world.apply()
    expect(linksOf(await live(world))).toEqual([])
    document('github', 'gitlab')
    await world.apply()
    expect(linksOf(await live(world))).toEqual(named('gitlab'))
  })

  story('links of the person are the person’s', async (world) => {
    write(world, `{ ${links(world, 'google')} }`)
    await world.apply()
    const { traits, metadata_admin } = await live(world)
    const own = { oidc: { config: { providers: [{ provider: 'apple', subject: world.workspace }] } } }
    const body = { schema_id: 'person', state: 'active', traits, metadata_admin, credentials: own } as JsonObject
    expect((await world.request('PUT', `/identities/${await id(world)}`, body)).status).toBe(200)
    await expectNothingToDo(world)
    write(world, '{ oidc: null }')
    expect((await world.apply({ removals: 1 })).report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(linksOf(await live(world))).toEqual([`apple:${world.workspace}`])
    await expectNothingToDo(world)
  })

  story('what leaves the file stays, and is no longer ours; null deletes what is ours', async (world) => {
    if ((await world.abilities()).lacks.delete_password) return expectRefusal(world)
    const both = `{ ${hash(firstHash).slice(2, -2)}, ${links(world, 'google')} }`
    write(world, both)
    await world.apply()
    write(world, `{ ${links(world, 'google')} }`)
    expect(stepsOf((await world.apply()).plan)).toEqual([])
    expect(configOf(await live(world))).toEqual({ hashed_password: firstHash })
    expect(marked(await live(world))).toMatchObject({ password: { left: true } })
    write(world, `{ password: null, ${links(world, 'google')} }`)
    await expectNothingToDo(world)

    write(world, both.replace(firstHash, secondHash))
    await world.apply()
    write(world, `{ password: null, ${links(world, 'google')} }`)
    const { plan, report } = await world.apply({ removals: 1 })
    expect(texts(plan)).toEqual(['password deleted, even if the person has changed it since'])
    expect(plan.changes[0]).toMatchObject({ counts: { removals: 1 } })
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(configOf(await live(world))).toEqual({})
    expect(linksOf(await live(world))).toEqual([`google:${world.workspace}`])
    await expectNothingToDo(world)
  })

  story('the last first factor: said before, refused by Kratos, and the file can take it back', async (world) => {
    if ((await world.abilities()).lacks.delete_password) return expectRefusal(world)
    write(world, hash(firstHash))
    await world.apply()
    write(world, '{ password: null }')
    const { plan, report } = await world.apply({ removals: 1 })
    expect(plan.changes[0]?.consequences.map(({ code }) => code)).toEqual(['credential-deleted', 'last-first-factor'])
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', hint: expect.stringContaining('another way in') }])
    const next = await world.apply()
    expect(steps(next.plan)).toEqual(['x update ada'])
    expect(next.plan.changes[0]?.blocked).toMatchObject({
      code: 'last-first-factor',
      hint: expect.stringContaining('--write-credentials=ada'),
    })
    expect(next.report.counts).toMatchObject({ blocked: 1, failed: 0 })
    expect(steps(await world.plan({ writeCredentials: ['ada'] }))).toEqual(['update ada'])
    write(world, hash(firstHash))
    await world.apply()
    await expectNothingToDo(world)
    expect(configOf(await live(world))).toEqual({ hashed_password: firstHash })
  })

  story('credentials of an adopted identity are left alone unless asked for', async (world) => {
    const traits = { email: world.email('ada') }
    const verifiable_addresses = [{ value: world.email('ada'), via: 'email', verified: true }]
    await world.request('POST', '/identities', {
      schema_id: 'person',
      traits,
      verifiable_addresses,
      credentials: { password: { config: { hashed_password: usersHash } } },
    })
    write(world, hash(firstHash))
    const { plan } = await world.apply({ adoptions: 1 })
    expect(steps(plan)).toEqual(['adopt ada'])
    expect(texts(plan).join()).toContain('--write-credentials')
    expect(configOf(await live(world))).toEqual({ hashed_password: usersHash })
    await expectNothingToDo(world)
    const asked = await world.plan({ writeCredentials: ['ada'] })
    expect(asked).toMatchObject({ write_credentials: ['ada'] })
    await world.applyFile(await world.savePlan({ writeCredentials: ['ada'] }))
    expect(configOf(await live(world))).toEqual({ hashed_password: firstHash })
    await expectNothingToDo(world)
    expect(await world.mistakes({ writeCredentials: ['nobody'] })).toMatchObject([{ code: 'IDC540' }])
  })

  story('a link that somebody else has is found in the plan', async (world) => {
    const google = { oidc: { config: { providers: [{ provider: 'google', subject: world.workspace }] } } }
    await world.request('POST', '/identities', { traits: { email: world.email('bob') }, credentials: google })
    write(world, `{ ${links(world, 'google')} }`)
    const { changes } = await world.plan()
    const [blocked] = changes.flatMap((change) => change.blocked ?? [])
    expect(blocked).toMatchObject({ code: 'collision', reason: expect.stringContaining('oidc link') })
    expect(JSON.stringify(blocked)).not.toContain(`google:${world.workspace}`)
  })

  story('an identity whose numbers do not survive JSON is not written whole', async (world) => {
    // The sandbox rounds such a number when it takes it in.
    if (name.startsWith('sandbox')) return
    write(world, hash(firstHash))
    await world.apply()
    const answer = await fetch(`${server.adminUrl}/admin/identities/${await id(world)}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '[{"op":"add","path":"/metadata_admin/crm","value":12345678901234567890}]',
    })
    expect(answer.status).toBe(200)
    write(world, hash(secondHash))
    const { plan, report } = await world.apply()
    expect(plan.changes[0]?.blocked?.code).toBe('numbers')
    expect(report.counts).toMatchObject({ blocked: 1 })
    expect(configOf(await live(world))).toEqual({ hashed_password: firstHash })
  })
})
