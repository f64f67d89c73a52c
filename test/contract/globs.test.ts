import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { NamedOnly } from '../../src/reconcile/plan/strategy.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, refusals, steps, type World } from '../support/world.ts'

describe.each(servers)('people named by globs, on the $name', (server) => {
  const story = storiesOn(server)

  story('are adopted without a verified address, but nobody whose name says somebody else', async (world) => {
    await registered(world, 'ada', 'Ada Lovelace')
    await registered(world, 'bob', 'Robert Somebody')
    await registered(world, 'eve', 'Eve Ito')
    document(world, 'contractors/ada.json', 'ada', 'Ada Lovelace')
    document(world, 'contractors/bob.json', 'bob', 'Bob Miller')
    document(world, 'eve.json', 'eve', 'Eve Ito')
    const named = { command: 'adopt', keys: [], globs: ['contractors/*'] } as const
    const plan = await world.plan({ named })
    expect(steps(plan)).toEqual(['adopt ada', 'x adopt bob'])
    const [row] = plan.changes.filter(({ key }) => key === 'ada')
    expect(row?.consequences[0]).toMatchObject({
      code: 'whose-account',
      text: expect.stringMatching(/^identity [\w-]+, created on [\d-]{10}, signs in with \S+ \(not verified\)$/),
    })
    expect(await carryOut(world, named)).toMatchObject({ done: 1, blocked: 1 })
    expect(steps(await world.plan())).toEqual(['x adopt bob', 'x adopt eve'])
  })

  story('are not adopted if somebody else can sign in, too', async (world) => {
    const other = (key: string) => world.email(`${key}-other`)
    for (const key of ['ada', 'bob', 'eve']) document(world, `contractors/${key}.json`, key, key)
    await registered(world, 'ada', 'ada', { username: other('ada') })
    await registered(world, 'bob', 'bob')
    await registered(world, 'eve', undefined, { username: other('eve') })
    const named = { command: 'adopt', keys: [], globs: ['contractors/*'] } as const
    const plan = await world.plan({ named })
    expect(steps(plan)).toEqual(['adopt ada', 'adopt bob', 'x adopt eve'])
    expect(plan.changes.find(({ key }) => key === 'eve')?.blocked?.reason).toContain('other login identifiers')
    const byKey = await world.plan({ named: { command: 'adopt', keys: ['eve'] } })
    expect(steps(byKey)).toEqual(['adopt eve'])
  })

  story(
    'are not adopted against `adopt: never`, as those are whom a key names',
    async (world) => {
      for (const key of ['ada', 'bob']) {
        await registered(world, key, key)
        document(world, `contractors/${key}.json`, key, key)
      }
      const named = { command: 'adopt', keys: ['bob'], globs: ['contractors/*'] } as const
      const plan = await world.plan({ named })
      expect(steps(plan)).toEqual(['x adopt ada', 'adopt bob'])
    },
    { settings: 'adopt: never\n' },
  )

  story('are released with and without a document, and a glob that is a key names its owner only', async (world) => {
    for (const key of ['ada', 'team1', 'team[1]']) document(world, `contractors/${key}.json`, key, key)
    document(world, 'eve.json', 'eve', 'Eve Ito')
    await world.apply()
    await expectNothingToDo(world)
    world.remove('contractors/team[1].json')
    const one = { command: 'release', keys: [], globs: ['team[1]'] } as const
    expect(steps(await world.plan({ named: one }))).toEqual(['release team[1]'])
    const all = { command: 'release', keys: [], globs: ['contractors/**'] } as const
    expect(steps(await world.plan({ named: all }))).toEqual(['release ada', 'release team1', 'release team[1]'])
    expect(await carryOut(world, all)).toMatchObject({ done: 3 })
  })

  story('that are nobody are a mistake, and nobody to do anything for are none', async (world) => {
    document(world, 'contractors/ada.json', 'ada', 'Ada Lovelace')
    const adopt = (glob: string) => ({ command: 'adopt', keys: [], globs: [glob] }) as const
    expect(await refusals(world, { named: adopt('employees/*') })).toEqual(['IDC540'])
    expect(steps(await world.plan({ named: adopt('contractors/*') }))).toEqual([])
    await world.apply()
    expect(steps(await world.plan({ named: adopt('*') }))).toEqual([])
  })
})

function document(world: World, file: string, key: string, name: string): void {
  const email = world.email(key.replaceAll(/\W/g, '-'))
  world.write(file, JSON.stringify({ traits: { email, name: { first: name } }, idctl: { key } }))
}

async function registered(world: World, key: string, name: string | undefined, more: JsonObject = {}): Promise<void> {
  const traits: JsonObject = { email: world.email(key), ...(name !== undefined && { name: { first: name } }), ...more }
  await world.request('POST', '/identities', { schema_id: 'person', traits })
}

async function carryOut(world: World, named: NamedOnly) {
  return (await world.applyFile(await world.savePlan({ named, consents: { removals: 9, adoptions: 9 } }))).counts
}
