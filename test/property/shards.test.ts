import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { splitPlan } from '../../src/apply/order/split-plan.ts'
import type { Change } from '../../src/model/change.ts'
import type { Plan } from '../../src/model/plan.ts'
import { plan as plans } from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'
import type { TestServer } from '../support/kratos.ts'
import { startSandboxServer } from '../support/servers.ts'
import { createWorld, expectNothingToDo, type World } from '../support/world.ts'

/** Plans whose changes name each other: keys of few people, so that chains and circles come about. */
const linkedPlans = fc
  .tuple(plans, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('after', 'after_aside', 'replaced'))))
  .map(([plan, links]): Plan => {
    const changes = plan.changes.map((change, index): Change => ({ ...change, key: `${change.key}-${index}` }))
    for (const [from, to, kind] of links) {
      const [index, change, other] = [
        from % changes.length,
        changes[from % changes.length],
        changes[to % changes.length],
      ]
      if (change === undefined || other === undefined) continue
      if (kind === 'after') changes[index] = { ...change, after: [...(change.after ?? []), other.key] }
      else if (kind === 'after_aside') changes[index] = { ...change, after_aside: [other.key] }
      else if (change.action === 'create' && 'id' in other) {
        changes[index] = { ...change, replaces: { key: other.key, id: '00000000-0000-4000-8000-000000000000' } }
      } else if (change.action === 'delete') changes[index] = { ...change, replaced_by: other.key }
    }
    return { ...plan, changes }
  })

function shardsOf(changes: readonly Change[], count: number): Map<string, number> {
  const split = splitPlan(count)
  for (const change of changes) split.see(change)
  return new Map(changes.map((change) => [change.key, split.shardOf(change)]))
}

function named(change: Change): string[] {
  const replaced = change.action === 'create' ? change.replaces?.key : undefined
  const replacing = change.action === 'delete' ? change.replaced_by : undefined
  return [...(change.after ?? []), ...(change.after_aside ?? []), replaced ?? [], replacing ?? []].flat()
}

test('each change is in one shard, together with those that it needs, whatever order they come in', () => {
  fc.assert(
    fc.property(linkedPlans, fc.integer({ min: 1, max: 9 }), fc.gen(), ({ changes }, count, gen) => {
      const shards = shardsOf(changes, count)
      for (const change of changes) {
        const own = shards.get(change.key)
        expect(own).toBeGreaterThanOrEqual(0)
        expect(own).toBeLessThan(count)
        for (const key of named(change)) if (shards.has(key)) expect(shards.get(key)).toBe(own)
      }
      const shuffled = gen(fc.shuffledSubarray, [...changes], { minLength: changes.length })
      expect(new Map([...shardsOf(shuffled, count)].sort())).toEqual(new Map([...shards].sort()))
    }),
    { numRuns: runsOf({ quick: 100, deep: 2000 }) },
  )
})

test('people who need nobody are spread evenly, and every version of idctl finds them in the same shard', () => {
  const changes = Array.from({ length: 1000 }, (_, index): Change => {
    return { action: 'none', key: `emp-${index}`, reason: 'pending', fields: [], consequences: [], counts: {} }
  })
  const shards = shardsOf(changes, 4)
  for (const shard of [0, 1, 2, 3]) {
    const size = [...shards.values()].filter((one) => one === shard).length
    expect(size).toBeGreaterThan(200)
    expect(size).toBeLessThan(300)
  }
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((index) => shards.get(`emp-${index}`))).toEqual([3, 3, 1, 0, 0, 2, 2, 2])
})

interface Scene {
  /** Person `i` gets the address of person `order[i]`; nobody gets that of a person who goes. */
  readonly order: readonly number[]
  readonly goes: readonly boolean[]
  /** Persons 0 and 1 also exchange their keys, as lines say. */
  readonly exchangesKeys: boolean
  readonly newcomers: number
  /** The files of newcomers have lines of an exchange that is long over, perhaps on another server. */
  readonly hasOldLines: boolean
  readonly count: number
  /** In which order the shards begin, and whether one waits for the end of the one before. Some begin twice. */
  readonly begin: readonly { readonly shard: number; readonly waits: boolean }[]
}

const scenes: fc.Arbitrary<Scene> = fc
  .record({
    people: fc.integer({ min: 2, max: 6 }),
    newcomers: fc.nat({ max: 4 }),
    count: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ people, newcomers, count }) => {
    const indices = Array.from({ length: people }, (_, index) => index)
    const shards = Array.from({ length: count }, (_, index) => index)
    const each = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: people, maxLength: people })
    return fc.record({
      order: fc.oneof(fc.constant(indices), fc.shuffledSubarray(indices, { minLength: people })),
      goes: each(fc.nat({ max: 3 }).map((number) => number === 0)),
      exchangesKeys: fc.boolean(),
      newcomers: fc.constant(newcomers),
      hasOldLines: fc.boolean(),
      count: fc.constant(count),
      begin: fc
        .tuple(
          fc.shuffledSubarray(shards, { minLength: count }),
          fc.array(fc.constantFrom(...shards), { maxLength: 2 }),
        )
        .chain(([once, again]) =>
          fc.tuple(
            ...[...once, ...again].map((shard) => fc.record({ shard: fc.constant(shard), waits: fc.boolean() })),
          ),
        ),
    })
  })

const consents = { swaps: 9, identifier_changes: 99, updates: 99, removals: 99, replacements: 9 }

let server: TestServer
beforeAll(async () => {
  server = await startSandboxServer()
})
afterAll(() => server.stop())

test('shards at the same time, one after the other and once more do what the whole plan does', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const world = await createWorld(server)
      try {
        await play(world, scene)
      } finally {
        await world.close()
      }
    }),
    { numRuns: runsOf({ quick: 12, deep: 100 }), endOnFailure: true },
  )
}, 900_000)

async function play(world: World, scene: Scene): Promise<void> {
  const { order, goes, newcomers, hasOldLines, count, begin } = scene
  const exchangesKeys = scene.exchangesKeys && !goes[0] && !goes[1]
  for (const index of order.keys()) write(world, { file: `p${index}`, address: `p${index}` })
  await world.apply()
  for (const [index, from] of order.entries()) {
    const exchange = exchangesKeys && index < 2 ? { key: `p${1 - index}`, line: `p${index}` } : {}
    if (goes[index]) world.remove(`p${index}.yaml`)
    else write(world, { file: `p${index}`, address: `p${from}`, ...exchange })
  }
  for (let index = 0; index < newcomers; index += 1) {
    const other = index ^ 1
    const old = hasOldLines && other < newcomers ? { line: `n${other}` } : {}
    write(world, { file: `n${index}`, address: `n${index}`, ...old })
  }
  const { changes, ...plan } = await world.plan({ consents })
  const path = await world.saveAs({ ...plan, changes })
  const first = new Map<string, string>()
  let running: Promise<unknown>[] = []
  const seen = new Set<number>()
  for (const { shard, waits } of begin) {
    if (waits || seen.has(shard)) {
      await Promise.all(running)
      running = []
    }
    seen.add(shard)
    running.push(
      world.applyFile(path, {}, undefined, {
        shard: { index: shard, count },
        onOutcome: ({ key, outcome, reason }) => {
          expect(['done', 'already-done', 'blocked'], `${key}: ${reason}`).toContain(outcome)
          if (!first.has(key)) first.set(key, outcome)
        },
      }),
    )
  }
  await Promise.all(running)
  const due = changes.filter(({ action, blocked }) => action !== 'none' || blocked !== undefined)
  expect([...first.keys()].sort()).toEqual(due.map(({ key }) => key).sort())
  if (changes.every(({ blocked }) => blocked === undefined)) await expectNothingToDo(world)
}

interface Person {
  readonly file: string
  readonly address: string
  /** Default: the name of the file. */
  readonly key?: string
  /** A former key. */
  readonly line?: string
}

function write(world: World, { file, address, key = file, line }: Person): void {
  const previously = line === undefined ? '' : `, previously: [${line}]`
  world.write(`${file}.yaml`, `traits: { email: ${world.email(address)} }\nidctl: { key: ${key}${previously} }\n`)
}
