import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { TestServer } from '../support/kratos.ts'
import { startSandboxServer } from '../support/servers.ts'
import { createWorld, expectNothingToDo, markOf, type World } from '../support/world.ts'

/** One thing that somebody does: the folder's owner, a person in self-service, another tool, an admin, idctl. */
type Step =
  | {
      readonly kind: 'write'
      readonly who: string
      readonly mail: number
      readonly first: string
      readonly team: string | null
    }
  | { readonly kind: 'remove'; readonly who: string }
  | { readonly kind: 'self-service'; readonly who: string; readonly phone: string; readonly first: string | null }
  | { readonly kind: 'tool'; readonly who: string; readonly value: number }
  | { readonly kind: 'admin-edit'; readonly who: string; readonly team: string }
  | { readonly kind: 'admin-delete'; readonly who: string }
  | { readonly kind: 'stranger'; readonly who: string }
  | { readonly kind: 'apply' }

const who = fc.constantFrom('ada', 'bob', 'cleo')
const word = fc.constantFrom('x', 'y', 'z')
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        who,
        mail: fc.nat(2),
        first: word,
        team: fc.option(word),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), who }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('self-service' as const), who, phone: word, first: fc.option(word) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('tool' as const), who, value: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('admin-edit' as const), who, team: word }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('admin-delete' as const), who }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stranger' as const), who }) },
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'apply' }) },
  ) as fc.Arbitrary<Step>,
  { minLength: 3, maxLength: 12 },
)

let server: TestServer
beforeAll(async () => {
  server = await startSandboxServer()
})
afterAll(() => server.stop())

/** More sequences by IDCTL_MODEL_RUNS; a failure prints the seed that replays it. */
const numRuns = Number(process.env['IDCTL_MODEL_RUNS'] ?? 60)

test('whatever people do, after a quiet apply the plan is empty and nobody else was touched', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const world = await createWorld(server)
      try {
        await play(world, sequence)
      } finally {
        await world.close()
      }
    }),
    { numRuns, endOnFailure: true },
  )
}, 600_000)

async function play(world: World, sequence: readonly Step[]): Promise<void> {
  const files = new Map<string, Extract<Step, { kind: 'write' }>>()
  const strangers = new Map<string, unknown>()
  for (const step of sequence) await take(world, step, files, strangers)
  const outsiders = await foreignLeaves(world)
  await applyAll(world)
  await expectNothingToDo(world)
  for (const [key, { mail, first, team }] of files) {
    const live = (await world.ours()).find((identity) => keyOf(identity) === key)
    expect(live).toMatchObject({ state: 'active', traits: { email: world.email(`${key}${mail}`), name: { first } } })
    // A team that an admin has set since stays when its line leaves the file.
    if (team !== null) expect(live).toMatchObject({ metadata_admin: { team } })
  }
  expect((await world.ours()).map(keyOf).sort()).toEqual([...files.keys()].sort())
  for (const [id, before] of strangers) expect(await world.request('GET', `/identities/${id}`)).toEqual(before)
  for (const [id, leaves] of await foreignLeaves(world)) {
    if (outsiders.has(id)) expect(leaves).toEqual(outsiders.get(id))
  }
}

async function take(
  world: World,
  step: Step,
  files: Map<string, Extract<Step, { kind: 'write' }>>,
  strangers: Map<string, unknown>,
): Promise<void> {
  if (step.kind === 'apply') return applyAll(world)
  if (step.kind === 'write') {
    files.set(step.who, step)
    const team = step.team === null ? '' : `metadata_admin: { team: ${step.team} }\n`
    const traits = `traits: { email: ${world.email(`${step.who}${step.mail}`)}, name: { first: ${step.first} } }\n`
    world.write(`${step.who}.yaml`, `${traits}${team}idctl: { key: ${step.who} }\n`)
    return
  }
  if (step.kind === 'remove') {
    if (files.delete(step.who)) world.remove(`${step.who}.yaml`)
    return
  }
  if (step.kind === 'stranger') {
    const made = await world.request('POST', '/identities', {
      traits: { email: world.email(`stranger-${strangers.size}`) },
    })
    const id = (made.body as JsonObject)['id'] as string
    strangers.set(id, await world.request('GET', `/identities/${id}`))
    return
  }
  const identity = (await world.ours()).find((candidate) => keyOf(candidate) === step.who)
  if (!identity) return
  const path = `/identities/${identity['id']}`
  if (step.kind === 'admin-delete') await world.request('DELETE', path)
  else await world.request('PATCH', path, editOf(step))
}

function editOf(step: Extract<Step, { kind: 'self-service' | 'tool' | 'admin-edit' }>): JsonObject[] {
  const add = (path: string, value: string | number): JsonObject => ({ op: 'add', path, value })
  if (step.kind === 'tool') return [add('/metadata_admin/crm', step.value)]
  if (step.kind === 'admin-edit') return [add('/metadata_admin/team', step.team)]
  const names = step.first === null ? [] : [add('/traits/name/first', step.first)]
  return [add('/traits/phone', step.phone), ...names]
}

/** With consent to everything: guards have their own tests. */
async function applyAll(world: World): Promise<void> {
  const { report } = await world.apply({
    removals: 99,
    field_removals: 99,
    identifier_changes: 99,
    updates: 99,
    adoptions: 99,
  })
  expect(report.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0, blocked: 0 })
}

function keyOf(identity: JsonObject): string {
  return markOf(identity)?.['key'] as string
}

/** What the files never spoke about, by identity. */
async function foreignLeaves(world: World): Promise<Map<string, unknown>> {
  return new Map(
    (await world.ours()).map((identity) => [
      identity['id'] as string,
      [
        (identity['traits'] as JsonObject)['phone'],
        (identity['metadata_admin'] as JsonObject)['crm'],
        identity['metadata_public'],
      ],
    ]),
  )
}
