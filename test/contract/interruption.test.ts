import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Invite } from '../../src/index.ts'
import type { Feature } from '../../src/model/abilities.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { someOf } from '../support/depth.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { skipWhereLacking } from '../support/story.ts'
import { createWorld, expectNothingToDo, markOf, steps, type World } from '../support/world.ts'

// bcrypt of published examples.
const firstHash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'
const secondHash = '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'

/** A world whose writes pass a proxy, and what was handed out in it. */
interface Scene {
  readonly world: World
  readonly proxy: FaultProxy
  readonly invites: Invite[]
}

/** One kind of change that takes several requests. */
interface Kind {
  readonly name: string
  /** Writes of an undisturbed run, by method and last words of the path. */
  readonly writes: readonly string[]
  readonly needs?: readonly Feature[]
  readonly settings?: string
  /** Each is applied before; the last edit is the change. */
  readonly edits: readonly ((world: World) => void)[]
  /** What must be true once it is finished. */
  readonly finished: (scene: Scene, ada: JsonObject) => void | Promise<void>
}

const disabling = 'removal: { created: disable, adopted: release }\n'

function write(world: World, more: string, own = 'key: ada'): void {
  world.write(
    'ada.yaml',
    `traits: { email: ${world.email('ada')}, name: { first: Ada } }\n${more}\nidctl: { ${own} }\n`,
  )
}

const hash = (text: string) => `password: { config: { hashed_password: "${text}" } }`
const link = (world: World, name: string) => `{ provider: ${name}, subject: ${world.workspace} }`
const links = (world: World, ...names: readonly string[]) =>
  `credentials: { ${hash(firstHash)}, oidc: { config: { providers: [${names.map((name) => link(world, name)).join(', ')}] } } }`

const plain = (world: World) => write(world, '')
const gone = (world: World) => world.remove('ada.yaml')

const revocations = ({ proxy }: Scene) =>
  proxy.requests.filter(({ method, path, forwarded }) => forwarded && method === 'DELETE' && path.endsWith('/sessions'))

async function credentialOf({ world }: Scene, ada: JsonObject, type: string): Promise<JsonObject | undefined> {
  const { body } = await world.request('GET', `/identities/${ada['id']}?include_credential=${type}`)
  return ((body as JsonObject)['credentials'] as JsonObject)[type] as JsonObject | undefined
}

const kinds: readonly Kind[] = [
  {
    name: 'a creation with an invitation',
    writes: ['POST identities', 'POST link', 'PATCH :id'],
    edits: [(world) => write(world, '', 'key: ada, on_create: recovery_link')],
    finished: ({ invites }) => expect(invites.map(({ key }) => key)).toContain('ada'),
  },
  {
    name: 'state: inactive',
    writes: ['PATCH :id', 'DELETE sessions', 'PATCH :id'],
    edits: [(world) => write(world, 'state: active'), (world) => write(world, 'state: inactive')],
    finished(scene, ada) {
      expect(ada['state']).toBe('inactive')
      expect(revocations(scene)).not.toHaveLength(0)
    },
  },
  {
    name: 'leaves and a password hash',
    writes: ['PATCH :id', 'PUT :id'],
    edits: [
      (world) => write(world, `credentials: { ${hash(firstHash)} }`),
      (world) => write(world, `metadata_public: { team: new }\ncredentials: { ${hash(secondHash)} }`),
    ],
    async finished(scene, ada) {
      expect(ada['metadata_public']).toEqual({ team: 'new' })
      expect(await credentialOf(scene, ada, 'password')).toMatchObject({ config: { hashed_password: secondHash } })
    },
  },
  {
    name: 'a link that goes',
    writes: ['PATCH :id', 'DELETE oidc', 'PATCH :id'],
    edits: [(world) => write(world, links(world, 'google', 'github')), (world) => write(world, links(world, 'google'))],
    async finished(scene, ada) {
      const { workspace } = scene.world
      expect(await credentialOf(scene, ada, 'oidc')).toMatchObject({ identifiers: [`google:${workspace}`] })
    },
  },
  {
    name: 'leaves, a link that comes and one that goes, and state: inactive',
    writes: ['PATCH :id', 'PUT :id', 'DELETE oidc', 'PATCH :id', 'DELETE sessions', 'PATCH :id'],
    edits: [
      (world) => write(world, links(world, 'google', 'github')),
      (world) => write(world, `state: inactive\n${links(world, 'google', 'gitlab')}`),
    ],
    async finished(scene, ada) {
      const held = (await credentialOf(scene, ada, 'oidc'))?.['identifiers'] as string[]
      expect(held.toSorted()).toEqual(['gitlab', 'google'].map((provider) => `${provider}:${scene.world.workspace}`))
      expect(ada['state']).toBe('inactive')
      expect(revocations(scene)).not.toHaveLength(0)
    },
  },
  {
    name: 'a password that goes',
    needs: ['delete_password'],
    writes: ['PATCH :id', 'DELETE password', 'PATCH :id'],
    edits: [
      (world) => write(world, links(world, 'google')),
      (world) => write(world, links(world, 'google').replace(hash(firstHash), 'password: null')),
    ],
    async finished(scene, ada) {
      expect(await credentialOf(scene, ada, 'password')).not.toHaveProperty('config.hashed_password')
    },
  },
  {
    name: 'disabling',
    settings: disabling,
    writes: ['PATCH :id', 'DELETE sessions', 'PATCH :id'],
    edits: [plain, gone],
    finished(scene, ada) {
      expect(ada['state']).toBe('inactive')
      expect(markOf(ada)).toMatchObject({ disabled: { state_before: 'active' } })
      expect(revocations(scene)).not.toHaveLength(0)
    },
  },
  {
    name: 'the return of a disabled person',
    settings: disabling,
    writes: ['DELETE sessions', 'PATCH :id'],
    edits: [plain, gone, plain],
    finished(scene, ada) {
      expect(ada['state']).toBe('active')
      expect(markOf(ada)).not.toHaveProperty('disabled')
      expect(revocations(scene).length).toBeGreaterThan(1)
    },
  },
]

/** One of each kind of release: what differs between the others is no matter of interruption. */
const releases = servers.filter(({ name }) => ['sandbox v26.2.0', 'sandbox v1.3.1', 'kratos'].includes(name))

describe.each(releases)('a process that is lost, on the $name', ({ available, start }) => {
  let server: TestServer

  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })

  async function sceneOf(settings: string | undefined): Promise<Scene> {
    const proxy = await startFaultProxy(server.adminUrl)
    const world = await createWorld(server, { adminUrl: proxy.url, ...(settings !== undefined && { settings }) })
    onTestFinished(async () => {
      await world.close()
      await proxy.stop()
    })
    return { world, proxy, invites: [] }
  }

  const applying = ({ world, invites }: Scene) =>
    world.apply({ removals: 10 }, { deliver: async (invite) => void invites.push(invite) })

  /** Everything up to the last edit is applied. */
  async function prepare(kind: Kind): Promise<{ scene: Scene; before: JsonObject | undefined }> {
    const scene = await sceneOf(kind.settings)
    for (const [index, edit] of kind.edits.entries()) {
      edit(scene.world)
      if (index < kind.edits.length - 1) expect((await applying(scene)).report.counts).toMatchObject({ failed: 0 })
    }
    return { scene, before: await scene.world.find(scene.world.email('ada')) }
  }

  const shortOf = ({ method, path }: { readonly method: string; readonly path: string }) =>
    `${method} ${path
      .replace(/\?.*/, '')
      .split('/')
      .at(-1)
      ?.replace(/^[0-9a-f-]{36}$/, ':id')}`

  describe.each(kinds)('$name', (kind) => {
    test.skipIf(!available)('takes these writes', async ({ skip }) => {
      const { scene } = await prepare(kind)
      skipWhereLacking(await scene.world.abilities(), kind, skip)
      const earlier = scene.proxy.writes().length
      expect((await applying(scene)).report.counts).toMatchObject({ done: 1, failed: 0 })
      expect(scene.proxy.writes().slice(earlier).map(shortOf)).toEqual(kind.writes)
    })

    const points = kind.writes.flatMap((what, index) => [
      {
        point: `before ${index + 1}: ${what}`,
        rules: [{ writes: true, from: index + 1, fault: { kind: 'reset-before' } }] as const,
      },
      {
        point: `after ${index + 1}: ${what}, before its answer`,
        rules: [
          { writes: true, nth: index + 1, fault: { kind: 'reset-after' } },
          { writes: true, from: index + 1, fault: { kind: 'reset-before' } },
        ] as const,
      },
    ])

    test.skipIf(!available).for(someOf(points, 3))(
      '$point: the next apply finishes it, then nothing is left',
      async ({ rules }, { skip }) => {
        const { scene, before } = await prepare(kind)
        const { world, proxy } = scene
        skipWhereLacking(await world.abilities(), kind, skip)
        proxy.setRules(rules)
        const { report } = await applying(scene)
        expect(report.counts.done + report.counts.failed).toBe(1)
        proxy.setRules([])
        const { plan, report: second } = await applying(scene)
        expect(steps(plan).every((step) => /^(create|update|disable) ada$/.test(step))).toBe(true)
        expect(second.outcomes.flatMap(({ reason = [] }) => reason)).toEqual([])
        expect(second.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0, blocked: 0 })
        await expectNothingToDo(world)
        const ada = await world.find(world.email('ada'))
        if (ada === undefined) throw new Error('ada is gone')
        if (before !== undefined) expect(ada['id']).toBe(before['id'])
        expect(await world.ours()).toHaveLength(1)
        expect(markOf(ada)).not.toHaveProperty('todo')
        await kind.finished(scene, ada)
      },
    )
  })

  test.skipIf(!available)('what a person was owed when the document left is done on its return', async () => {
    const scene = await sceneOf(disabling)
    const { world, proxy } = scene
    write(world, links(world, 'google', 'github'))
    await applying(scene)
    write(world, links(world, 'google'))
    proxy.setRules([{ method: 'DELETE', fault: { kind: 'reset-before' } }])
    expect((await applying(scene)).report.counts).toMatchObject({ failed: 1 })
    proxy.setRules([])

    gone(world)
    expect(steps((await applying(scene)).plan)).toEqual(['disable ada'])
    await expectNothingToDo(world)
    const disabled = (await world.find(world.email('ada'))) as JsonObject
    expect(markOf(disabled)).toMatchObject({ disabled: {}, todo: [expect.stringMatching(/^unlink:oidc:/)] })

    write(world, links(world, 'google'))
    expect((await applying(scene)).report.counts).toMatchObject({ done: 1, failed: 0 })
    await expectNothingToDo(world)
    const ada = (await world.find(world.email('ada'))) as JsonObject
    expect(ada).toMatchObject({ id: disabled['id'], state: 'active' })
    expect(await credentialOf(scene, ada, 'oidc')).toMatchObject({ identifiers: [`google:${world.workspace}`] })
    expect(markOf(ada)).not.toHaveProperty('todo')
  })
})
