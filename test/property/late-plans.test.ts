import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, markOf, type World } from '../support/world.ts'

const names = ['ada', 'bea', 'cid', 'dan'] as const

/** What the file of somebody says: an own or somebody else's former key, no access, or access until once. Absent: nothing. */
const entries = fc.record({
  key: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('k1', 'k2', 'k3') },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  more: fc.constantFrom('', '', '', '', 'state: inactive\n', 'state: active\n'),
  hasExpired: fc.nat({ max: 9 }).map((number) => number === 0),
})
type Entry = typeof entries extends fc.Arbitrary<infer T> ? T : never
type Folder = readonly (Entry | null)[]

const edit = fc.tuple(fc.nat({ max: names.length - 1 }), fc.option(entries, { freq: 3 }))

/** Some files change; whether the plan is executed at once; how many plans ago one was made that is executed, too, at last. */
const days = fc.record({
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
  isApplied: fc.boolean(),
  late: fc.option(fc.nat({ max: 4 }), { freq: 2 }),
})

let server: TestServer
beforeAll(async () => {
  const [first] = servers
  if (first === undefined) throw new TypeError('the sandbox is there')
  server = await first.start()
})
afterAll(() => server.stop())

function documentOf(world: World, name: string, { key, more, hasExpired }: Entry, former: string | undefined): string {
  const idctl = [
    ...(key === null ? [] : [`key: ${key}`]),
    ...(former === undefined || former === key ? [] : [`previously: [${former}]`]),
    ...(hasExpired ? ['expires: 2026-01-31'] : []),
  ]
  const traits = `traits: { email: ${world.email(name)}, name: { first: ${name} } }\n`
  return `${traits}${more}${idctl.length === 0 ? '' : `idctl: { ${idctl.join(', ')} }\n`}`
}

const keyOf = (account: JsonObject | undefined) => (account && markOf(account))?.['key'] as string | undefined

function writeFolder(world: World, folder: Folder, accounts: ReadonlyMap<string, JsonObject>): void {
  for (const [index, name] of names.entries()) {
    const entry = folder[index]
    world.write(`${name}.yaml`, entry ? documentOf(world, name, entry, keyOf(accounts.get(name))) : '')
    if (!entry) world.remove(`${name}.yaml`)
  }
}

async function accountsOf(world: World): Promise<Map<string, JsonObject>> {
  const found = await Promise.all(names.map(async (name) => [name, await world.find(world.email(name))] as const))
  return new Map(found.flatMap(([name, account]) => (account === undefined ? [] : [[name, account] as const])))
}

const consents = { removals: 9, updates: 9, adoptions: 9, identifier_changes: 9, replacements: 0 }

/** Executes a plan, and again: what it gives, somebody's document asks for now; no two people have one key. */
async function executed(world: World, path: string, folder: Folder): Promise<void> {
  const addressOf = (person: number) => world.email(names[person] ?? '')
  const before = await accountsOf(world)
  await world.applyFile(path, consents)
  const after = await accountsOf(world)
  const documents = new Map(
    folder.flatMap((entry, index) => (entry ? [[entry.key ?? addressOf(index), entry] as const] : [])),
  )
  for (const name of names) {
    const [was, is] = [before.get(name), after.get(name)]
    const key = keyOf(is)
    const becomesActive = is?.['state'] === 'active' && was?.['state'] !== 'active'
    if (key === undefined || (keyOf(was) !== undefined && !becomesActive)) continue
    const document = documents.get(key)
    expect(document?.hasExpired).toBe(false)
    if (becomesActive) expect(document?.more).not.toContain('inactive')
  }
  const keys = [...after.values()].flatMap((account) => keyOf(account) ?? [])
  expect(new Set(keys).size).toBe(keys.length)
  await world.applyFile(path, consents)
  expect(await accountsOf(world)).toEqual(after)
}

test('a plan that is executed late, or twice, gives nobody what no document asks for, and no two people one key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(days, { minLength: 4, maxLength: 10 }), async (life) => {
      const world = await createWorld(server, { settings: 'removal: { created: disable, adopted: disable }\n' })
      try {
        for (const name of ['cid', 'dan']) {
          const value = world.email(name)
          await world.request('POST', '/identities', {
            schema_id: 'person',
            traits: { email: value, name: { first: name } },
            verifiable_addresses: [{ value, via: 'email', verified: true, status: 'completed' }],
          })
        }
        const plans: string[] = []
        let folder: Folder = names.map(() => null)
        for (const { edits, isApplied, late } of life) {
          const now = new Map(edits)
          folder = folder.map((entry, person) => (now.has(person) ? (now.get(person) ?? null) : entry))
          writeFolder(world, folder, await accountsOf(world))
          const planned = await world.planned({ consents })
          if (planned.ok) plans.push(await world.saveAs(planned.plan))
          if (planned.ok && isApplied) await executed(world, plans.at(-1) as string, folder)
          const path = late === null ? undefined : plans.at(-1 - late)
          if (path !== undefined) await executed(world, path, folder)
        }
      } finally {
        await world.close()
      }
    }),
    { numRuns: runsOf({ quick: 4, deep: 200 }) },
  )
}, 900_000)
