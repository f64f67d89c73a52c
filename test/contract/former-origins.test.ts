import { describe, expect } from 'vitest'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, steps, type World } from '../support/world.ts'

describe.each(servers)('a folder that was put in order, on the $name', (choice) => {
  const story = storiesOn(choice)

  const named = (world: World, name: string, role = 'staff') =>
    `traits: { email: ${world.email(name)} }\nmetadata_public: { role: ${role} }\nidctl: { key: ${name} }\n`

  const originOf = async (world: World, name: string) => {
    const identity = await world.find(world.email(name))
    return identity && markOf(identity)?.['origin']
  }

  /** `ada`, `bob` and `cleo` by name, applied in files of their own and moved to `team/`. */
  async function moved(world: World): Promise<void> {
    const names = ['ada', 'bob', 'cleo']
    for (const name of names) world.write(`${name}.yaml`, named(world, name))
    expect((await world.apply()).report.counts).toMatchObject({ done: 3, failed: 0 })
    for (const name of names) {
      world.remove(`${name}.yaml`)
      world.write(`team/${name}.yaml`, named(world, name))
    }
  }

  story('asks for no write; the next write to each person renews the mark', async (world) => {
    await moved(world)
    const { changes, summary } = await world.plan()
    expect(changes).toEqual([])
    expect(summary).toMatchObject({ unchanged: 3, former_origins: 3 })
    await expectNothingToDo(world)

    world.write('team/ada.yaml', named(world, 'ada', 'lead'))
    const { plan, report } = await world.apply()
    expect(steps(plan)).toEqual(['update ada'])
    expect(plan.summary.former_origins).toBe(2)
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await originOf(world, 'ada')).toBe('identities/team/ada.yaml')
    expect(await originOf(world, 'bob')).toBe('identities/bob.yaml')
    expect((await world.plan()).summary.former_origins).toBe(2)
  })

  story('a former file that somebody else has now is no longer named', async (world) => {
    await moved(world)
    world.write('bob.yaml', named(world, 'dora'))
    const { plan, report } = await world.apply()
    expect(steps(plan).sort()).toEqual(['create dora', 'update bob'])
    expect(plan.summary.former_origins).toBe(2)
    expect(report.counts).toMatchObject({ done: 2, failed: 0 })
    expect(await originOf(world, 'bob')).toBe('identities/team/bob.yaml')
    await expectNothingToDo(world)
  })

  story('is told of the folder, and not of people whom a command names', async (world) => {
    await moved(world)
    expect((await world.plan({ only: 'ada' })).summary).toMatchObject({ unchanged: 3, former_origins: 3 })
    const { summary } = await world.plan({ named: { command: 'release', keys: ['ada'] } })
    expect(summary.former_origins).toBeUndefined()
  })

  story('a file that is cut to nothing in its new place removes nobody; a deleted one does', async (world) => {
    await moved(world)
    world.write('team/ada.yaml', '# soon\n')
    const [mistake, ...others] = await world.mistakes({ consents: { removals: 9 } })
    expect(others).toEqual([])
    expect(mistake).toMatchObject({
      ...{ severity: 'error', code: 'IDC225', at: { file: 'identities/team/ada.yaml' } },
      summary: expect.stringContaining('"ada" may have come from it'),
    })
    world.remove('team/ada.yaml')
    const { plan, report } = await world.apply()
    expect(steps(plan)).toEqual(['delete ada'])
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect((await world.plan()).summary.former_origins).toBe(2)
  })

  story('whoever leaves then is not all of a place in which others were', async (world) => {
    await moved(world)
    for (const name of ['ada', 'bob']) world.remove(`team/${name}.yaml`)
    const plan = await world.plan()
    expect(steps(plan).sort()).toEqual(['delete ada', 'delete bob'])
    expect(plan.guards.find(({ guard }) => guard === 'removals')?.lost_places).toBeUndefined()
  })
})
