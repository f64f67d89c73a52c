import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Consents } from '../../src/index.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import type { TestServer } from '../support/kratos.ts'
import { startSandboxServer } from '../support/servers.ts'
import { createWorld, expectNothingToDo, markOf, type World } from '../support/world.ts'

interface Scene {
  /** Person `i` gets the address of person `order[i]`. */
  readonly order: readonly number[]
  /** What the files say when the rest is applied, if they changed meanwhile. */
  readonly later: readonly number[] | null
  readonly verified: readonly boolean[]
  readonly keeps: readonly boolean[]
  /** The run ends after so many writes. */
  readonly writes: number | null
}

const scene: fc.Arbitrary<Scene> = fc.integer({ min: 2, max: 5 }).chain((people) => {
  const indices = Array.from({ length: people }, (_, index) => index)
  const order = fc.shuffledSubarray(indices, { minLength: people })
  const flags = fc.array(fc.boolean(), { minLength: people, maxLength: people })
  const writes = fc.option(fc.integer({ min: 1, max: people + 1 }), { freq: 4 })
  return fc.record({ order, later: fc.option(order), verified: flags, keeps: flags, writes })
})

const consents: Consents = { swaps: 9, identifier_changes: 99, updates: 99, removals: 9 }

let server: TestServer
let proxy: FaultProxy
beforeAll(async () => {
  server = await startSandboxServer()
  proxy = await startFaultProxy(server.adminUrl)
})
afterAll(async () => {
  await proxy.stop()
  await server.stop()
})

test('addresses change hands in any permutation, cut off after any write and begun anew', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (given) => {
      const world = await createWorld(server, { adminUrl: proxy.url })
      try {
        await play(world, given)
      } finally {
        proxy.setRules([])
        await world.close()
      }
    }),
    { numRuns: runsOf({ quick: 4, deep: 60 }), endOnFailure: true },
  )
}, 300_000)

async function play(world: World, { order, later, verified, keeps, writes }: Scene): Promise<void> {
  const start = order.map((_, index) => index)
  write(world, start, keeps)
  expect((await world.apply(consents)).report.counts).toMatchObject({ done: order.length })
  const stranger = await world.request('POST', '/identities', { traits: { email: world.email('stranger') } })
  const strangerPath = `/identities/${(stranger.body as JsonObject)['id']}`
  for (const [index, isVerified] of verified.entries()) if (isVerified) await verify(world, index)
  const untouched = [await untouchedOf(world), await world.request('GET', strangerPath)]

  write(world, order, keeps)
  if (writes !== null) cutOffAfter(writes)
  await world.apply(consents)
  proxy.setRules([])
  const final = writes !== null && later !== null ? later : order
  write(world, final, keeps)
  const { report } = await world.apply(consents)
  expect(report.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0, blocked: 0 })

  await expectNothingToDo(world)
  expect([await untouchedOf(world), await world.request('GET', strangerPath)]).toEqual(untouched)
  const people = await peopleOf(world)
  for (const [index, from] of final.entries()) {
    const { traits, verifiable_addresses } = people[index] as JsonObject
    expect(traits).toEqual({ email: world.email(`p${from}`) })
    expect(markOf(people[index] as JsonObject)?.['todo']).toBeUndefined()
    const isVerified = (verifiable_addresses as JsonObject[]).some((address) => address['verified'] === true)
    if (keeps[index] === true) expect(isVerified).toBe(verified[index])
    else if (from !== index) expect(isVerified).toBe(false)
    else if (order[index] === index) expect(isVerified).toBe(verified[index])
  }
}

/** As if the process were killed once so many writes have had their effect. */
function cutOffAfter(writes: number): void {
  const later = Array.from({ length: 500 }, (_, index) => writes + 1 + index)
  proxy.setRules([
    { method: 'PATCH', nth: writes, fault: { kind: 'reset-after' } },
    { method: 'PATCH', nth: later, fault: { kind: 'reset-before' } },
  ])
}

function write(world: World, order: readonly number[], keeps: readonly boolean[]): void {
  for (const [index, from] of order.entries()) {
    const keep = keeps[index] === true ? ', keep_verified: true' : ''
    world.write(
      `p${index}.yaml`,
      `traits: { email: ${world.email(`p${from}`)} }\nmetadata_public: { desk: ${index} }\ncredentials: { password: { config: { hashed_password: "${hash}" } } }\nidctl: { key: p${index}${keep} }\n`,
    )
  }
}

async function verify(world: World, index: number): Promise<void> {
  const person = (await peopleOf(world))[index] as JsonObject
  await world.request('PATCH', `/identities/${person['id']}`, [
    { op: 'replace', path: '/verifiable_addresses/0/verified', value: true },
    { op: 'replace', path: '/verifiable_addresses/0/status', value: 'completed' },
  ])
}

/** In the order of keys. */
async function peopleOf(world: World): Promise<JsonObject[]> {
  const keyOf = (identity: JsonObject) => String(markOf(identity)?.['key'])
  return (await world.ours()).sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
}

/** Ids, passwords and metadata: nothing of it is part of an exchange of addresses. */
async function untouchedOf(world: World): Promise<unknown> {
  const people = await peopleOf(world)
  return Promise.all(
    people.map(async ({ id, metadata_public, state }) => {
      const { body } = await world.request('GET', `/identities/${id}?include_credential=password`)
      const { password } = (body as JsonObject)['credentials'] as Record<string, JsonObject>
      return { id, metadata_public, state, config: password?.['config'] }
    }),
  )
}

/** bcrypt of `Canary-swap-1`, cost 4. */
const hash = '$2a$04$BrcCDNTv3hNdMkRoWrFs1eKn.vNYg1/iBAtqPcO2XqL8yOdKhkBRa'
