import { describe, expect } from 'vitest'
import type { Report } from '../../src/index.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, type World } from '../support/world.ts'

const consents = { removals: 99, swaps: 9, identifier_changes: 99 }

interface Person {
  readonly email?: string
  readonly more?: string
  readonly line?: string
}

function write(world: World, key: string, { email = key, more = '', line }: Person = {}): void {
  const previously = line === undefined ? '' : `, previously: [${line}]`
  world.write(
    `${key}.yaml`,
    `traits: { email: ${world.email(email)}, name: { first: ${key} } }\n${more}idctl: { key: ${key}${previously} }\n`,
  )
}

/** All shards of a plan at the same time. */
function applyShards(world: World, path: string, count: number): Promise<Report[]> {
  const shards = Array.from({ length: count }, (_, index) => ({ index, count }))
  // SQLite takes one writer at a time, and pauses cost nothing here: with many of them, one would be turned away too often.
  const more = { concurrency: 1 }
  return Promise.all(shards.map((shard) => world.applyFile(path, {}, undefined, { ...more, shard })))
}

const keysIn = (reports: readonly Report[]) => reports.flatMap(({ outcomes }) => outcomes.map(({ key }) => key)).sort()

describe.each(servers)('shards of a plan on the $name', (choice) => {
  const story = storiesOn(choice)

  story('together they do everything, each change once', async (world) => {
    const staff = Array.from({ length: 24 }, (_, index) => `emp-${index}`)
    for (const key of staff) write(world, key)
    await world.apply()
    for (const [index, key] of staff.entries()) {
      if (index % 4 === 0) world.remove(`${key}.yaml`)
      else if (index % 4 === 1) write(world, key, { more: 'metadata_public: { desk: 7 }\n' })
      // Pairs exchange their addresses; the next pair does not have to wait for them.
      else write(world, key, { email: `emp-${index ^ 1}` })
    }
    for (let index = 0; index < 20; index += 1) write(world, `new-${index}`)
    const plan = await world.plan({ consents })
    const reports = await applyShards(world, await world.saveAs(plan), 4)
    for (const { counts, outcomes } of reports) {
      expect(counts.done).toBe(outcomes.length)
      expect(outcomes.length).toBeGreaterThan(0)
    }
    expect(keysIn(reports)).toEqual(plan.changes.map(({ key }) => key).sort())
    await expectNothingToDo(world)
  })

  story(
    'people who exchange a value are in one shard, and so is whoever takes the value of somebody who goes',
    async (world) => {
      const pairs = Array.from({ length: 6 }, (_, index) => index)
      for (const pair of pairs) for (const key of [`a-${pair}`, `b-${pair}`, `gone-${pair}`]) write(world, key)
      await world.apply()
      for (const pair of pairs) {
        write(world, `a-${pair}`, { email: `b-${pair}` })
        write(world, `b-${pair}`, { email: `a-${pair}` })
        world.remove(`gone-${pair}.yaml`)
        write(world, `heir-${pair}`, { email: `gone-${pair}` })
      }
      const path = await world.savePlan({ consents: { ...consents, replacements: 9 } })
      const reports = await applyShards(world, path, 3)
      for (const { counts, outcomes } of reports) expect(counts.done).toBe(outcomes.length)
      for (const pair of pairs) {
        for (const keys of [
          [`a-${pair}`, `b-${pair}`],
          [`gone-${pair}`, `heir-${pair}`],
        ]) {
          const having = reports.filter(({ outcomes }) => outcomes.some(({ key }) => keys.includes(key)))
          expect(having.length).toBe(1)
        }
      }
      await expectNothingToDo(world)
    },
  )

  story('accounts that other shards have made are nobody whom this one creates', async (world) => {
    for (let pair = 0; pair < 6; pair += 1) {
      // Lines of an exchange that was settled long ago, on another server.
      write(world, `a-${pair}`, { line: `b-${pair}` })
      write(world, `b-${pair}`, { line: `a-${pair}` })
    }
    const path = await world.savePlan()
    for (let index = 0; index < 3; index += 1) {
      const { counts, outcomes } = await world.applyFile(path, {}, undefined, { shard: { index, count: 3 } })
      expect(counts.done).toBe(outcomes.length)
    }
    await expectNothingToDo(world)
    expect((await world.ours()).map((identity) => markOf(identity)?.['key'])).toHaveLength(12)
  })

  story('a shard that runs again does nothing twice', async (world) => {
    for (let index = 0; index < 9; index += 1) write(world, `emp-${index}`)
    const path = await world.savePlan()
    await applyShards(world, path, 2)
    const again = await applyShards(world, path, 2)
    expect(again.map(({ counts }) => counts['already-done']).reduce((sum, one) => sum + one)).toBe(9)
    await expectNothingToDo(world)
  })

  story('what refuses the plan refuses every shard, also one without any of it', async (world) => {
    for (let index = 0; index < 12; index += 1) write(world, `emp-${index}`)
    await world.apply()
    for (let index = 0; index < 11; index += 1) world.remove(`emp-${index}.yaml`)
    write(world, 'new')
    const path = await world.savePlan()
    for (let index = 0; index < 40; index += 1) {
      const run = world.applyFile(path, {}, undefined, { shard: { index, count: 40 } })
      await expect(run).rejects.toMatchObject({ exit: 'refused', message: expect.stringContaining('removals') })
    }
    expect(await world.ours()).toHaveLength(12)
  })
})
