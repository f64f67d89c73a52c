import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isJsonObject, type JsonObject } from '../../src/model/json.ts'
import type { Plan } from '../../src/model/plan.ts'
import { runsOf } from '../support/depth.ts'
import type { TestServer } from '../support/kratos.ts'
import { startSandboxServer } from '../support/servers.ts'
import { createWorld, type World } from '../support/world.ts'

// bcrypt of published examples.
const hashes = [
  '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq',
  '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
]
const usersHash = '$2b$04$5BdTmyNs6Yx8O0mSqY6r2.xUoiFB0eVjGGRT7N1oBKm0mP4VsXBzi'
const consents = { removals: 99, field_removals: 99, updates: 99, adoptions: 99 }

/** What a file says of credentials, what people do with theirs, and applies in between. */
type Step =
  | {
      readonly kind: 'write'
      readonly who: string
      readonly password: 'none' | 'null' | 'first' | 'second' | 'plain' | 'hook'
      readonly version: number
      readonly links: readonly string[] | 'none' | 'null'
      readonly first: string
    }
  | { readonly kind: 'password'; readonly who: string }
  | { readonly kind: 'stranger'; readonly name: string }
  | { readonly kind: 'link' | 'unlink'; readonly who: string; readonly provider: string }
  | { readonly kind: 'apply' }

const who = fc.constantFrom('ada', 'bob')
const provider = fc.constantFrom('google', 'github', 'apple')
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        who,
        password: fc.constantFrom('none', 'null', 'first', 'second', 'plain', 'hook' as const),
        version: fc.nat(2),
        links: fc.oneof(fc.uniqueArray(provider, { minLength: 1 }), fc.constantFrom('none', 'null' as const)),
        first: fc.constantFrom('x', 'y'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('password' as const), who }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stranger' as const), name: fc.constantFrom('s', 't') }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('link', 'unlink' as const), who, provider }) },
    { weight: 5, arbitrary: fc.constant<Step>({ kind: 'apply' }) },
  ),
  { minLength: 3, maxLength: 14 },
)

let server: TestServer
beforeAll(async () => {
  server = await startSandboxServer()
})
afterAll(() => server.stop())

/** More sequences by IDCTL_MODEL_RUNS; a failure prints the seed that replays it. */
const numRuns = runsOf({ quick: 5, deep: 100 }, 'IDCTL_MODEL_RUNS')

test('no plan and no apply changes a credential that the plan did not list', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const world = await createWorld(server)
      try {
        for (const step of [...sequence, { kind: 'apply' } as const]) await take(world, step)
      } finally {
        await world.close()
      }
    }),
    { numRuns, endOnFailure: true },
  )
}, 600_000)

async function take(world: World, step: Step): Promise<void> {
  if (step.kind === 'apply') return applyAndCompare(world)
  if (step.kind === 'write') return world.write(`${step.who}.yaml`, documentOf(world, step))
  if (step.kind === 'stranger') {
    const credentials = { password: { config: { hashed_password: usersHash } } }
    await world.request('POST', '/identities', { traits: { email: world.email(step.name) }, credentials })
    return
  }
  const identity = await world.find(world.email(step.who))
  if (identity === undefined) return
  const path = `/identities/${identity['id']}`
  if (step.kind === 'unlink') {
    await world.request('DELETE', `${path}/credentials/oidc?identifier=${step.provider}:${step.who}-${world.workspace}`)
    return
  }
  const { schema_id, state, traits, metadata_admin, metadata_public } = identity
  const credentials =
    step.kind === 'password'
      ? { password: { config: { hashed_password: usersHash } } }
      : { oidc: { config: { providers: [linkOf(world, step.who, step.provider)] } } }
  await world.request('PUT', path, {
    schema_id,
    state,
    traits,
    metadata_admin,
    metadata_public,
    credentials,
  } as JsonObject)
}

const linkOf = (world: World, name: string, of: string) => ({ provider: of, subject: `${name}-${world.workspace}` })

function documentOf(world: World, step: Extract<Step, { kind: 'write' }>): string {
  const passwords: Record<typeof step.password, unknown> = {
    none: undefined,
    null: null,
    first: { config: { hashed_password: hashes[0] } },
    second: { config: { hashed_password: hashes[1] } },
    plain: { config: { password: 'CANARY-plain' } },
    hook: { config: { use_password_migration_hook: true } },
  }
  const oidc =
    typeof step.links === 'object'
      ? { config: { providers: step.links.map((name) => linkOf(world, step.who, name)) } }
      : step.links === 'null'
        ? null
        : undefined
  return JSON.stringify({
    traits: { email: world.email(step.who), name: { first: step.first } },
    credentials: { password: passwords[step.password], oidc },
    idctl: { key: step.who, ...(step.version === 0 ? {} : { credentials_version: step.version }) },
  })
}

async function applyAndCompare(world: World): Promise<void> {
  const before = await snapshot(world)
  const { plan, report } = await world.apply(consents)
  const after = await snapshot(world)
  expect(JSON.stringify([plan, report])).not.toContain('CANARY')
  const listed = listedTypes(plan)
  for (const [id, credentials] of before) {
    for (const type of ['password', 'oidc', 'code']) {
      if (listed.has(`${id} ${type}`)) continue
      expect([id, type, after.get(id)?.[type]]).toEqual([id, type, credentials[type]])
    }
  }
  const refused = report.outcomes.some(({ hint, outcome }) => outcome === 'failed' && hint?.includes('another way in'))
  if (!refused && report.counts.blocked === 0) await expectQuiet(world)
}

/** Links that people have removed are observed; nothing else is left. */
async function expectQuiet(world: World): Promise<void> {
  const { changes } = await world.plan()
  expect(changes.filter(({ action }) => action !== 'none')).toEqual([])
}

function listedTypes({ changes }: Plan): Set<string> {
  const listed = changes.flatMap((change) =>
    'credential_changes' in change ? (change.credential_changes ?? []).map(({ type }) => `${change.id} ${type}`) : [],
  )
  return new Set(listed)
}

/** Everybody's credentials with their secrets, without times. */
async function snapshot(world: World): Promise<Map<string, JsonObject>> {
  const query = 'page_size=500&include_credential=password&include_credential=oidc&include_credential=code'
  const { body } = await world.request('GET', `/identities?${query}`)
  return new Map((body as JsonObject[]).map((identity) => [identity['id'] as string, untimed(identity['credentials'])]))
}

function untimed(credentials: unknown): JsonObject {
  if (!isJsonObject(credentials)) return {}
  const entries = Object.entries(credentials).map(([type, credential]) => {
    const { created_at: _created, updated_at: _updated, ...rest } = credential as JsonObject
    return [type, rest] as const
  })
  return Object.fromEntries(entries)
}
