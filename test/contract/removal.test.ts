import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { commit, git, gitVariables, hasGit, initRepository } from '../support/git.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, markOf, steps, type World } from '../support/world.ts'

describe.each(servers)('who goes, and who does not, on the $name', (choice) => {
  const story = storiesOn(choice)

  const document = (world: World, name: string, idctl = '') =>
    `traits:\n  email: ${world.email(name)}\n  name: { first: ${name} }\nidctl: { key: ${name}${idctl} }\n`

  async function people(world: World, ...names: string[]): Promise<void> {
    for (const name of names) world.write(`${name}.yaml`, document(world, name))
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ done: names.length, failed: 0 })
  }

  async function found(world: World, name: string): Promise<JsonObject> {
    const identity = await world.find(world.email(name))
    if (!identity) throw new Error(`${name} is not there`)
    return identity
  }

  story('one line of _defaults.yaml that locks four people out needs consent by number', async (world) => {
    const names = ['ada', 'bob', 'cleo', 'dora']
    await people(world, ...names, 'eve')
    world.write('team/_defaults.yaml', 'state: inactive\n')
    for (const name of names) {
      world.remove(`${name}.yaml`)
      world.write(`team/${name}.yaml`, document(world, name))
    }
    const { guards } = await world.plan()
    expect(guards[0]).toMatchObject({
      guard: 'removals',
      count: 4,
      limit: 3,
      rule: 'guards.removals: 5 % of 5 managed, at least 3',
      tripped: true,
    })
    const refused = world.applyFile(await world.savePlan({ consents: { removals: 3 } }))
    await expect(refused).rejects.toMatchObject({
      exit: 'refused',
      message:
        'a guard stops this plan: removals: it counts 4, above the limit of 3 (guards.removals: 5 % of 5 managed, at least 3); ' +
        'consent was given for 3',
      hint: expect.stringContaining('--allow-removals=4'),
    })
    expect(await found(world, 'ada')).toMatchObject({ state: 'active' })
    expect((await world.apply({ removals: 4 })).report.counts).toMatchObject({ done: 4 })
    for (const name of names) expect(await found(world, name)).toMatchObject({ state: 'inactive' })
    expect(await found(world, 'eve')).toMatchObject({ state: 'active' })
    await expectNothingToDo(world)
  })

  const hash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'

  story(
    'disabled first, then deleted; a return before that gives everything back',
    async (world) => {
      const secrets = `credentials:\n  password: { config: { hashed_password: "${hash}" } }\n  oidc: { config: { providers: [{ provider: google, subject: "1-${world.workspace}" }] } }\n`
      const bob = `${document(world, 'bob')}${secrets}`
      world.write('bob.yaml', bob)
      world.write('ada.yaml', document(world, 'ada'))
      await world.apply()
      const whole = async () => {
        const { id } = await found(world, 'bob')
        const query = 'include_credential=password&include_credential=oidc'
        const { state, traits, credentials } = (await world.request('GET', `/identities/${id}?${query}`))
          .body as JsonObject
        const kept = Object.entries(credentials as JsonObject).map(([type, credential]) => {
          const { config, identifiers } = credential as JsonObject
          return [type, config, identifiers]
        })
        return { id, state, traits, kept }
      }
      const start = await whole()
      expect(JSON.stringify(start)).toContain(hash)
      world.remove('bob.yaml')
      // Kratos has the wall clock, and says when a state changed.
      const inDays = (days: number) => world.travelTo(new Date(Date.now() + days * 86_400_000))
      const disabling = await world.plan()
      expect(steps(disabling)).toEqual(['disable bob'])
      expect(disabling.changes[0]).toMatchObject({ revoke_sessions: true, counts: { removals: 1 } })
      await world.applyFile(await world.savePlan())
      expect(await whole()).toEqual({ ...start, state: 'inactive' })
      inDays(29.9)
      expect(steps(await world.plan())).toEqual([])

      world.write('bob.yaml', bob)
      const returning = await world.plan()
      expect(returning.changes).toMatchObject([{ key: 'bob', reason: 'restored', revoke_sessions: true, counts: {} }])
      await world.apply()
      expect(await whole()).toEqual(start)
      await expectNothingToDo(world)

      world.remove('bob.yaml')
      // A plan that waited for its apply: the grace begins when the person is really disabled.
      inDays(-20)
      const waiting = await world.savePlan()
      inDays(0)
      await world.applyFile(waiting)
      inDays(29.9)
      expect(steps(await world.plan())).toEqual([])
      inDays(30.1)
      const deleting = await world.plan()
      expect(deleting.changes).toMatchObject([{ action: 'delete', key: 'bob', reason: 'grace-over' }])
      await world.applyFile(await world.savePlan())
      expect(await world.find(world.email('bob'))).toBeUndefined()
      await expectNothingToDo(world)
    },
    { settings: 'removal: { created: delete, grace: 30d }\n', setsClocks: true },
  )

  const before = new Date('2027-01-25T09:00:00Z')
  const after = new Date('2027-02-01T00:00:00Z')
  const setsClocks = { setsClocks: true } as const

  story(
    'a contractor is announced, goes after the last day, and is not made again',
    async (world) => {
      world.travelTo(before)
      await people(world, 'ada')
      world.write('bob.yaml', document(world, 'bob', ', expires: 2027-01-31'))
      await world.applyFile(await world.savePlan())
      const quiet = await world.plan()
      expect(steps(quiet)).toEqual([])
      expect(quiet.diagnostics).toMatchObject([
        {
          severity: 'warning',
          code: 'IDC587',
          summary: '"bob" expires in 6 days, on 2027-01-31: it will be deleted after that day',
          at: { file: 'identities/bob.yaml', line: 4 },
        },
      ])
      world.travelTo(after)
      expect(steps(await world.plan({ only: 'ada' }))).toEqual([])
      const plan = await world.plan()
      expect(steps(plan)).toEqual(['delete bob'])
      expect(plan.changes[0]).toMatchObject({ reason: 'expired', counts: { removals: 1 } })
      expect((await world.applyFile(await world.savePlan())).counts).toMatchObject({ done: 1 })
      expect(await world.find(world.email('bob'))).toBeUndefined()
      const gone = await world.plan()
      expect(steps(gone)).toEqual([])
      expect(gone.diagnostics.map(({ code }) => code)).toEqual(['IDC588'])
    },
    setsClocks,
  )

  story(
    'a later date gives the same account back, as it was',
    async (world) => {
      world.travelTo(before)
      await people(world, 'ada')
      world.write('bob.yaml', document(world, 'bob', ', expires: 2027-01-31'))
      await world.applyFile(await world.savePlan())
      const { id, metadata_admin } = await found(world, 'bob')
      world.travelTo(after)
      await world.applyFile(await world.savePlan())
      expect(await found(world, 'bob')).toMatchObject({ id, state: 'inactive' })
      expect(steps(await world.plan())).toEqual([])
      world.write('bob.yaml', document(world, 'bob', ', expires: 2027-06-30'))
      const plan = await world.savePlan()
      expect((await world.applyFile(plan)).counts).toMatchObject({ done: 1 })
      expect(await found(world, 'bob')).toMatchObject({
        id,
        state: 'active',
        metadata_admin: metadata_admin as JsonObject,
      })
      expect(steps(await world.plan())).toEqual([])
    },
    { settings: 'removal: { created: delete, grace: 30d }\n', ...setsClocks },
  )

  story(
    'who is required stays, whatever the files say and whoever consents',
    async (world) => {
      await people(world, 'root', 'bob')
      const refusal = async () => {
        const mistakes = await world.mistakes({ consents: { removals: 9 } })
        expect(mistakes[0]?.at).toEqual(world.config().required[0]?.at)
        return mistakes.map(({ code }) => code)
      }
      world.write('root.yaml', `${document(world, 'root')}state: inactive\n`)
      expect(await refusal()).toEqual(['IDC586'])
      world.write('root.yaml', document(world, 'root', ', expires: 2020-01-01'))
      expect(await refusal()).toEqual(['IDC585'])
      world.remove('root.yaml')
      expect(await refusal()).toEqual(['IDC585'])
      world.write('root.yaml', document(world, 'root'))
      const release = await world.mistakes({ named: { command: 'release', keys: ['root'] } })
      expect(release.map(({ code }) => code)).toEqual(['IDC586'])
      expect(steps(await world.plan({ named: { command: 'release', keys: ['bob'] } }))).toEqual(['release bob'])
      await expectNothingToDo(world)
    },
    { settings: 'required: [root]\n' },
  )

  story('a plan that is older than `required` is refused before anything runs', async (world) => {
    await people(world, 'root', 'bob', 'cleo')
    world.remove('root.yaml')
    world.write('bob.yaml', document(world, 'bob').replace('first: bob', 'first: Robert'))
    const plan = await world.savePlan()
    writeFileSync(join(world.root, 'idctl.yaml'), 'required: [root]\n', { flag: 'a' })
    await expect(world.applyFile(plan)).rejects.toMatchObject({
      exit: 'refused',
      message: 'idctl.yaml requires "root", and this plan would delete it',
    })
    expect(await found(world, 'bob')).toMatchObject({ traits: { name: { first: 'bob' } } })
    expect(await world.find(world.email('root'))).toBeDefined()
  })

  describe.skipIf(!hasGit)('in a git checkout', () => {
    const here = { variables: gitVariables }

    story(
      'an older checkout takes nobody away; the right one does',
      async (world) => {
        initRepository(world.root)
        world.write('ada.yaml', document(world, 'ada'))
        world.write('eve.yaml', document(world, 'eve'))
        const first = commit(world.root, {})
        expect((await world.apply()).report.counts).toMatchObject({ done: 2 })
        world.write('bob.yaml', document(world, 'bob'))
        const second = commit(world.root, {})
        expect((await world.apply()).report.counts).toMatchObject({ done: 1 })
        expect(markOf(await found(world, 'ada'))).toMatchObject({ commit: first })
        expect(markOf(await found(world, 'bob'))).toMatchObject({ commit: second })
        await expectNothingToDo(world)

        git(world.root, 'checkout', '--quiet', first)
        const { plan, report } = await world.apply({ removals: 9 })
        expect(steps(plan)).toEqual(['x delete bob'])
        expect(plan.changes[0]?.blocked).toMatchObject({
          code: 'older-checkout',
          reason: expect.stringContaining('your checkout is older than what was applied'),
        })
        expect(report.counts).toMatchObject({ blocked: 1, done: 0 })
        expect(await world.find(world.email('bob'))).toBeDefined()

        git(world.root, 'checkout', '--quiet', 'main')
        await expectNothingToDo(world)
        commit(world.root, { 'identities/bob.yaml': null })
        expect(steps((await world.apply()).plan)).toEqual(['delete bob'])
        expect(await world.find(world.email('bob'))).toBeUndefined()
        await expectNothingToDo(world)
      },
      here,
    )

    story(
      'a plan that two checkouts made is carried out once',
      async (world) => {
        initRepository(world.root)
        world.write('ada.yaml', document(world, 'ada'))
        commit(world.root, {})
        await world.apply()
        world.write('ada.yaml', document(world, 'ada').replace('first: ada', 'first: Augusta'))
        const second = commit(world.root, {})
        const one = await world.savePlan()
        commit(world.root, { 'README.md': 'more' })
        const other = await world.savePlan()
        expect((await world.applyFile(one)).counts).toMatchObject({ done: 1 })
        expect((await world.applyFile(other)).counts).toMatchObject({ 'already-done': 1, moved: 0, failed: 0 })
        expect(markOf(await found(world, 'ada'))).toMatchObject({ commit: second })
      },
      here,
    )
  })
})
