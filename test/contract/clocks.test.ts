import { describe, expect } from 'vitest'
import { reportExit } from '../../src/cli/exit-codes.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, steps, type World } from '../support/world.ts'

const day = 86_400_000
const dayIn = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10)

describe.each(servers)('what time it is, on the $name', (choice) => {
  const story = storiesOn(choice)
  const options = { settings: 'removal: { created: delete, grace: 30d }\n', setsClocks: true } as const

  const document = (world: World, name: string, idctl = '') =>
    `traits:\n  email: ${world.email(name)}\n  name: { first: ${name} }\nidctl: { key: ${name}${idctl} }\n`
  const stateOf = async (world: World, name: string) => (await world.find(world.email(name)))?.['state'] ?? 'gone'

  /** Ada stays, Bob was disabled just now, and Eve's document expires in a week. */
  async function people(world: World): Promise<void> {
    for (const name of ['ada', 'bob']) world.write(`${name}.yaml`, document(world, name))
    world.write('eve.yaml', document(world, 'eve', `, expires: ${dayIn(7)}`))
    await world.apply()
    world.remove('bob.yaml')
    await world.apply()
    expect(await stateOf(world, 'bob')).toBe('inactive')
  }

  story(
    'a machine that is forty days ahead removes nobody, and does the rest',
    async (world) => {
      await people(world)
      world.write('ada.yaml', document(world, 'ada').replace('first: ada', 'first: Augusta'))
      world.clocks.here = 40 * day
      const { plan, report } = await world.apply()
      expect(steps(plan).sort()).toEqual(['update ada', 'x delete bob', 'x disable eve'])
      expect(plan.diagnostics.map(({ code }) => code)).toContain('IDC592')
      const blocked = plan.changes.flatMap((change) => change.blocked ?? [])
      expect(blocked.map(({ code }) => code)).toEqual(['clock', 'clock'])
      for (const { reason } of blocked) {
        expect(reason).toMatch(new RegExp(`it is ${dayIn(40)}T.*Z here, and ${dayIn(0)}T.*Z on the server$`))
      }
      expect(report.counts).toMatchObject({ done: 1, blocked: 2 })
      expect(reportExit(report)).toBe('incomplete')
      expect([await stateOf(world, 'bob'), await stateOf(world, 'eve')]).toEqual(['inactive', 'active'])
      world.clocks.here = 0
      await expectNothingToDo(world)
    },
    options,
  )

  story(
    'where a proxy drops the Date, nobody is removed either',
    async (world) => {
      await people(world)
      world.clocks.here = 40 * day
      world.clocks.server = undefined
      const plan = await world.plan()
      expect(steps(plan).sort()).toEqual(['x delete bob', 'x disable eve'])
      expect(plan.changes[0]?.blocked).toMatchObject({
        code: 'clock',
        reason: expect.stringContaining('no answer of the server says what time it is'),
        hint: expect.stringContaining('Date'),
      })
      world.clocks.server = world.clocks.here
      expect(steps(await world.plan()).sort()).toEqual(['delete bob', 'disable eve'])
    },
    options,
  )

  story(
    'a saved plan asks the clocks again, and whether the grace began anew',
    async (world) => {
      await people(world)
      const bob = (await world.find(world.email('bob')))?.['id'] as string
      world.travelTo(new Date(Date.now() + 31 * day))
      const plan = await world.savePlan({ consents: { removals: 9 } })
      world.clocks.here += day
      const held = await world.applyFile(plan)
      expect(held.counts).toMatchObject({ done: 0, blocked: 2 })
      expect(held.outcomes[0]?.reason).toMatch(/^it is uncertain whether its time has come: it is .* here, and .* on/)
      world.clocks.here -= day
      for (const state of ['active', 'inactive']) {
        await world.request('PATCH', `/identities/${bob}`, [{ op: 'replace', path: '/state', value: state }])
      }
      const { outcomes } = await world.applyFile(plan)
      expect(outcomes.map(({ key, outcome }) => [key, outcome]).sort()).toEqual([
        ['bob', 'moved'],
        ['eve', 'done'],
      ])
      expect([await stateOf(world, 'bob'), await stateOf(world, 'eve')]).toEqual(['inactive', 'inactive'])
    },
    options,
  )

  story(
    'somebody who was inactive before has the whole grace, too, however old the plan is',
    async (world) => {
      world.write('ada.yaml', document(world, 'ada'))
      world.write('bob.yaml', `${document(world, 'bob')}state: inactive\n`)
      await world.apply()
      world.remove('bob.yaml')
      const plan = await world.savePlan()
      const later = new Date(Date.now() + 20 * day)
      world.travelTo(later)
      expect((await world.applyFile(plan)).counts).toMatchObject({ done: 1 })
      const mark = markOf((await world.find(world.email('bob'))) as JsonObject)
      expect(mark).toMatchObject({ disabled: { at: expect.stringContaining(later.toISOString().slice(0, 10)) } })
      expect((await world.applyFile(plan)).counts).toMatchObject({ 'already-done': 1 })
      world.travelTo(new Date(Date.now() + 49 * day))
      expect(steps(await world.plan())).toEqual([])
      world.travelTo(new Date(Date.now() + 51 * day))
      expect(steps(await world.plan())).toEqual(['delete bob'])
    },
    options,
  )
})
