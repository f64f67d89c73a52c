import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { type ClockWorld, createClockWorld } from '../support/clock-world.ts'
import { runsOf } from '../support/depth.ts'
import { markOf } from '../support/world.ts'

const minute = 60_000
const day = 86_400_000
const grace = 30 * day
/** When Bob was disabled, and when the last day of the others is over. */
const left = Date.parse('2027-01-01T12:00:00Z')
const lastDayIsOver = Date.parse('2027-02-01T00:00:00Z')

const document = (name: string, idctl = '') =>
  `traits: { email: ${name}@example.com }\nidctl: { key: ${name}${idctl} }\n`
const expiring = (name: string) => document(name, ', expires: 2027-01-31')

/**
 * Bob's document is gone and he is disabled, Eve and Zoe are there, and so is Zoe's tombstone from her last day; Kim is new.
 * Ada has nothing to do with time.
 */
async function people(): Promise<ClockWorld> {
  const world = await createClockWorld('removal: { created: delete, grace: 30d }\n', left)
  for (const name of ['ada', 'bob']) world.write(`${name}.yaml`, document(name))
  for (const name of ['eve', 'zoe']) world.write(`${name}.yaml`, expiring(name))
  await world.run()
  world.remove('bob.yaml')
  world.remove('zoe.yaml')
  await world.run()
  world.write('kim.yaml', expiring('kim'))
  world.write('ada.yaml', document('ada').replace('email', 'name: { first: Ada }, email'))
  return world
}

/** Around the two moments that decide something, and anywhere. */
const moments = fc.oneof(
  fc.integer({ min: -10, max: 10 }).map((minutes) => lastDayIsOver + minutes * minute),
  fc.integer({ min: -10, max: 10 }).map((minutes) => left + grace + minutes * minute),
  fc.integer({ min: -100, max: 100 }).map((days) => left + days * day),
)
const differences = fc.oneof(
  fc.integer({ min: -12, max: 12 }).map((minutes) => minutes * minute),
  fc.integer({ min: -100, max: 100 }).map((days) => days * day),
)

interface Situation {
  readonly server: number
  readonly ahead: number
  readonly tells: boolean
}

const situations: fc.Arbitrary<Situation> = fc.record({
  server: moments.map((moment) => Math.max(moment, left + day)),
  ahead: differences,
  tells: fc.boolean(),
})

function set(world: ClockWorld, { server, ahead, tells }: Situation): void {
  Object.assign(world.times, { server, here: server + ahead, tells })
}

const agree = ({ ahead, tells }: Situation) => tells && Math.abs(ahead) <= 5 * minute
/** By the server's clock, to the second, as its `Date` has it. */
const isPast = (moment: number, { server }: Situation) => Math.floor(server / 1000) * 1000 >= moment

/** What one run did to whom, as far as time has a say in it. */
async function fates(world: ClockWorld) {
  const found = await world.people()
  const stateOf = (name: string) => (found[`${name}@example.com`]?.['state'] as string | undefined) ?? 'gone'
  return { bob: stateOf('bob'), eve: stateOf('eve'), zoe: stateOf('zoe'), kim: stateOf('kim') }
}

test('time decides only where both clocks tell the same, and then by that of the server', async () => {
  await fc.assert(
    fc.asyncProperty(situations, async (situation) => {
      const world = await people()
      world.write('zoe.yaml', expiring('zoe'))
      set(world, situation)
      const report = await world.run()
      const after = await fates(world)
      const dayOver = isPast(lastDayIsOver, situation)
      const knownHere = situation.server + situation.ahead >= lastDayIsOver
      if (agree(situation)) {
        expect(after).toEqual({
          bob: isPast(left + grace, situation) ? 'gone' : 'inactive',
          eve: dayOver ? 'inactive' : 'active',
          zoe: dayOver ? (isPast(left + grace, situation) ? 'gone' : 'inactive') : 'active',
          kim: dayOver ? 'gone' : 'active',
        })
        expect(report.counts.blocked).toBe(0)
      } else {
        expect(after.bob, 'nobody is deleted').toBe('inactive')
        expect(after.eve, 'nobody is disabled').toBe('active')
        expect(after.zoe, 'nobody is deleted').not.toBe('gone')
        // Whoever may be over time gets no access either.
        if (knownHere || (situation.tells && dayOver)) {
          expect([after.zoe, after.kim]).toEqual(['inactive', 'gone'])
        }
      }
      const ada = (await world.people())['ada@example.com'] as JsonObject
      expect(ada['traits'], 'everything else goes on').toMatchObject({ name: { first: 'Ada' } })
    }),
    { numRuns: runsOf({ quick: 4, deep: 80 }) },
  )
}, 120_000)

test('a saved plan asks the clocks again', async () => {
  const fitting = situations.filter((situation) => agree(situation) && isPast(lastDayIsOver, situation))
  await fc.assert(
    fc.asyncProperty(fitting, differences, fc.boolean(), fc.nat(100), async (planned, ahead, tells, days) => {
      const world = await people()
      set(world, planned)
      const path = await world.save(await world.plan())
      const later = { server: planned.server + days * day, ahead, tells }
      set(world, later)
      await world.apply(path)
      const after = await fates(world)
      expect(after).toMatchObject(agree(later) ? { bob: 'gone', eve: 'inactive' } : { bob: 'inactive', eve: 'active' })
    }),
    { numRuns: runsOf({ quick: 3, deep: 60 }) },
  )
}, 120_000)

test('a tombstone has the time of the server when the person lost access, whatever time the plan or this machine has', async () => {
  await fc.assert(
    fc.asyncProperty(differences, differences, fc.nat(50), fc.boolean(), async (first, second, days, wasInactive) => {
      const world = await createClockWorld('removal: { created: delete, grace: 30d }\n', left)
      world.write('bob.yaml', `${document('bob')}${wasInactive ? 'state: inactive\n' : ''}`)
      await world.run()
      world.remove('bob.yaml')
      set(world, { server: left + day, ahead: first, tells: true })
      const path = await world.save(await world.plan())
      const at = left + day + days * day
      set(world, { server: at, ahead: second, tells: true })
      expect((await world.apply(path)).counts).toMatchObject({ done: 1 })
      const bob = (await world.people())['bob@example.com'] as JsonObject
      expect(markOf(bob)).toMatchObject({ disabled: { at: new Date(at).toISOString() } })
      expect((await world.apply(path)).counts, 'once more: it is done').toMatchObject({ 'already-done': 1 })
      set(world, { server: at + grace - minute, ahead: 0, tells: true })
      await world.run()
      expect((await fates(world)).bob).toBe('inactive')
      set(world, { server: at + grace, ahead: 0, tells: true })
      await world.run()
      expect((await fates(world)).bob).toBe('gone')
    }),
    { numRuns: runsOf({ quick: 2, deep: 40 }) },
  )
}, 120_000)
