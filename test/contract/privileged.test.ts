import { describe, expect } from 'vitest'
import type { Json } from '../../src/model/json.ts'
import type { Plan } from '../../src/model/plan.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import type { World } from '../support/world.ts'

const names = ['ada', 'bob', 'cleo', 'dora', 'eve', 'fay'] as const
type Name = (typeof names)[number]

describe.each(servers)('privileged values on the $name', (choice) => {
  const story = storiesOn(choice)

  function write(world: World, name: Name, roles: readonly string[], more = ''): void {
    const lines = [
      'traits:',
      `  email: ${world.email(name)}`,
      `metadata_public: { roles: [${roles.join(', ')}], team: blue }`,
      `idctl: { key: ${name} }`,
    ]
    world.write(`${name}.yaml`, `${lines.join('\n')}\n${more}`)
  }

  /** The roles that people can use now: those of active accounts. */
  async function roles(world: World): Promise<Map<string, readonly string[]>> {
    const all = await Promise.all(names.map(async (name) => [name, await world.find(world.email(name))] as const))
    return new Map(
      all.map(([name, identity]) => {
        const metadata = identity?.['metadata_public'] as { roles?: string[] } | undefined
        return [name, identity?.['state'] === 'active' ? (metadata?.roles ?? []) : []]
      }),
    )
  }

  function told({ changes }: Plan, effect: 'gained' | 'lost'): string[] {
    return changes
      .flatMap(({ key, privileged = [] }) =>
        privileged.flatMap((values) => (values[effect] ?? []).map((value: Json) => `${key} ${value}`)),
      )
      .sort()
  }

  story(
    'what a plan tells of them is what the server has more and less after the apply',
    async (world) => {
      const applied = async (consents = {}) => {
        const before = await roles(world)
        const plan = await world.plan({ consents })
        expect((await world.apply(consents)).report.counts).toMatchObject({ failed: 0, moved: 0 })
        const after = await roles(world)
        const more = (now: typeof before, then: typeof before) =>
          [...now].flatMap(([key, all]) =>
            all.filter((role) => !then.get(key)?.includes(role)).map((role) => `${key} ${role}`),
          )
        expect(told(plan, 'gained')).toEqual(more(after, before).sort())
        expect(told(plan, 'lost')).toEqual(more(before, after).sort())
        expect(told(await world.plan(), 'gained')).toEqual([])
        return plan
      }
      for (const name of names.slice(0, 5)) write(world, name, ['dev', name === 'bob' ? 'admin' : 'ops'])
      expect(told(await applied(), 'gained')).toHaveLength(10)

      const ada = await world.find(world.email('ada'))
      await world.request('PATCH', `/identities/${ada?.['id']}`, [
        { op: 'replace', path: '/metadata_public/roles', value: ['admin', 'dev', 'ops'] },
        { op: 'replace', path: '/metadata_public/team', value: 'red' },
      ])
      world.remove('bob.yaml')
      write(world, 'cleo', ['dev', 'ops'], 'state: inactive\n')
      write(world, 'dora', ['dev', 'admin'])
      write(world, 'fay', ['admin'])
      const plan = await applied({ removals: 5 })
      expect(told(plan, 'lost')).toEqual(['ada admin', 'bob admin', 'bob dev', 'cleo dev', 'cleo ops', 'dora ops'])

      write(world, 'cleo', ['dev', 'ops'], 'state: active\n')
      write(world, 'eve', ['dev'])
      expect(told(await applied(), 'gained')).toEqual(['cleo dev', 'cleo ops'])
    },
    { settings: 'privileged: [/metadata_public/roles]\n' },
  )
})
