import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { findKratos, startKratos, type TestServer } from '../support/kratos.ts'
import { type Attempt, refusals } from '../support/sign-in.ts'
import { importedHashes, importedPassword } from '../support/sign-in-hashes.ts'
import { type SignInHook, startSignInHook } from '../support/sign-in-hook.ts'
import {
  createPerson,
  passwordOf,
  type Stage,
  signedInAs,
  stageOf,
  tokenOf,
  ways,
  wrongPassword,
} from '../support/sign-in-stage.ts'
import { type StoryOptions, skipWhereLacking } from '../support/story.ts'
import { createWorld, expectNothingToDo } from '../support/world.ts'

const schema = JSON.parse(readFileSync(new URL('./person.schema.json', import.meta.url), 'utf8')) as JsonObject
const kratos = findKratos()
/** Hook, codes and recovery need a configuration of ours, so a Kratos that we start. */
const isOurs = kratos !== undefined && 'command' in kratos
const hasPublicSide = isOurs || kratos?.publicUrl !== undefined

/** People of idctl, at the door of a real Kratos: the sandbox lets nobody sign in. */
describe('sign-in', () => {
  let server: TestServer
  let hook: SignInHook

  beforeAll(async () => {
    if (!hasPublicSide) return
    hook = await startSignInHook()
    server = await startKratos({ person: schema }, configuration(hook.url))
  })
  afterAll(async () => {
    await server?.stop()
    await hook?.stop()
  })

  /** A story on any Kratos whose public side is known; skipped, and counted so, where there is none. */
  const story = storyWhere(hasPublicSide)
  const storyOfOurs = storyWhere(isOurs)

  function storyWhere(isPossible: boolean) {
    return (name: string, tell: (stage: Stage) => Promise<void>, options: StoryOptions = {}): void => {
      test.skipIf(!isPossible)(name, async ({ skip }) => {
        // Without external_ids people are adopted by their address.
        const settings = `adopt: any\n${options.settings ?? ''}`
        const world = await createWorld(server, { ...options, settings })
        onTestFinished(() => world.close())
        const abilities = await world.abilities()
        skipWhereLacking(abilities, options, skip)
        await tell(stageOf(server, world, { hook, abilities }))
      })
    }
  }

  story('with an imported hash of any kind, and again once Kratos has made its own', async (stage) => {
    const { world, at } = stage
    const kinds = Object.keys(importedHashes)
    for (const [kind, hash] of Object.entries(importedHashes)) stage.write(kind, passwordOf({ hashed_password: hash }))
    await stage.apply(kinds.map((kind) => `create ${kind}`))
    for (const kind of kinds) {
      const id = await stage.idOf(kind)
      expect.soft(await at.withPassword(world.email(kind), wrongPassword), kind).toEqual(refusals.credentials)
      expect.soft(await at.withPassword(world.email(kind), importedPassword), kind).toEqual(signedInAs(id))
      expect.soft(await at.withPassword(world.email(kind), importedPassword), kind).toEqual(signedInAs(id))
    }
    await expectNothingToDo(world)
  })

  storyOfOurs('against the migration hook, which is asked until it agrees and never again', async (stage) => {
    const { world, at } = stage
    const id = await createPerson(stage, 'holly', ways.hook)
    const email = world.email('holly')
    expect(await at.withPassword(email, wrongPassword)).toEqual(refusals.credentials)
    expect(await ways.hook.signIn(stage, 'holly')).toEqual(signedInAs(id))
    expect(hook.calls(email)).toBe(2)
    await expectNothingToDo(world)

    stage.write('holly', { ...ways.hook.members, metadata_public: { team: 'compilers' } })
    await stage.apply(['update holly'])
    expect(await ways.hook.signIn(stage, 'holly')).toEqual(signedInAs(id))
    expect(await at.withPassword(email, wrongPassword)).toEqual(refusals.credentials)
    expect(hook.calls(email)).toBe(2)
  })

  storyOfOurs('with a code from a message, and with no other code', async (stage) => {
    const { world, at } = stage
    const id = await createPerson(stage, 'cody', ways.code)
    expect(await at.withWrongCode(world.email('cody'))).toEqual(refusals.code)
    expect(await at.withCode(world.email('cody'))).toEqual(signedInAs(id))
    expect(await at.withCode(world.email('nobody'))).toEqual(refusals.codeAccount)
    await expectNothingToDo(world)
  })

  storyOfOurs('with the password that a recovery link let them set', async (stage) => {
    stage.write('rhea')
    await stage.apply(['create rhea'])
    expect(await ways.recovery.signIn(stage, 'rhea')).toEqual(refusals.credentials)
    await ways.recovery.arrange(stage, 'rhea')
    expect(await ways.recovery.signIn(stage, 'rhea')).toEqual(signedInAs(await stage.idOf('rhea')))
    await expectNothingToDo(stage.world)
  })

  const everybody = Object.entries(ways)
  const names = Object.keys(ways)
  const each = (action: string) => names.map((name) => `${action} ${name}`)

  /** One person for each way in, named after it. */
  async function createEverybody(stage: Stage) {
    const people: { readonly name: string; readonly id: string; signIn(): Promise<Attempt> }[] = []
    for (const [name, way] of everybody) {
      const id = await createPerson(stage, name, way)
      people.push({ name, id, signIn: () => way.signIn(stage, name) })
    }
    return people
  }

  /** What idctl does all the time, none of it about credentials. */
  const unrelated: Record<string, (stage: Stage) => Promise<void>> = {
    'an edit of traits': async (stage) => {
      for (const [name, { members }] of everybody) stage.write(name, { ...members, traits: { name: { first: 'New' } } })
      await stage.apply(each('update'))
    },
    'an edit of metadata': async (stage) => {
      const metadata = { metadata_public: { team: 'compilers' }, metadata_admin: { cost_center: '42' } }
      for (const [name, { members }] of everybody) stage.write(name, { ...members, ...metadata })
      await stage.apply(each('update'))
    },
    'the adoption of identities whose mark a foreign PUT wiped': async (stage) => {
      for (const name of names) {
        const email = stage.world.email(name)
        const body = { schema_id: 'person', state: 'active', external_id: email, traits: { email } }
        expect(await stage.world.request('PUT', `/identities/${await stage.idOf(name)}`, body)).toMatchObject({
          status: 200,
        })
      }
      await stage.apply(each('adopt'))
    },
    'their files were renamed': async (stage) => {
      for (const [name, { members }] of everybody) {
        stage.world.remove(`${name}.json`)
        stage.write(name, members, `people/renamed-${name}.json`)
      }
      // They say their keys, so nothing is written.
      await stage.apply([])
    },
    'release and adoption': async (stage) => {
      const named = { command: 'release', keys: names } as const
      const report = await stage.world.applyFile(
        await stage.world.savePlan({ named, consents: { removals: names.length } }),
      )
      expect(report.counts).toMatchObject({ done: names.length, failed: 0 })
      await stage.apply(each('adopt'))
    },
  }

  for (const [what, happen] of Object.entries(unrelated)) {
    storyOfOurs(`in every way as before, after ${what}`, async (stage) => {
      const people = await createEverybody(stage)
      await happen(stage)
      for (const { name, id, signIn } of people) expect.soft(await signIn(), name).toEqual(signedInAs(id))
      await expectNothingToDo(stage.world)
    })
  }

  const disables = { settings: 'removal: { created: disable }\n' }

  storyOfOurs(
    'in no way once idctl has disabled them, nor with an old session',
    async (stage) => {
      const people = await createEverybody(stage)
      const tokens: string[] = []
      for (const { signIn } of people) tokens.push(await tokenOf(signIn()))
      for (const name of names) stage.world.remove(`${name}.json`)
      await stage.apply(each('disable'), { removals: names.length })

      for (const { name, id, signIn } of people) {
        expect.soft(await signIn(), name).toEqual(refusals.disabled)
        const link = await stage.recoveryLink(id)
        expect.soft(await stage.at.setPassword(link, wrongPassword), name).toEqual(refusals.disabled)
      }
      for (const token of tokens) expect(await stage.at.whoami(token)).toBe(401)
    },
    disables,
  )

  story(
    'anew once the document is back, while every older session stays ended',
    async (stage) => {
      const { at, world } = stage
      const id = await createPerson(stage, 'ada', ways.hash)
      const older = await tokenOf(ways.hash.signIn(stage, 'ada'))
      expect(await at.whoami(older)).toBe(200)
      world.remove('ada.json')
      await stage.apply(['disable ada'], { removals: 1 })
      // Somebody lets the person in for a moment: Kratos keeps that session, asleep while the identity is inactive.
      await stage.setState(id, 'active')
      const between = await tokenOf(ways.hash.signIn(stage, 'ada'))
      await stage.setState(id, 'inactive')
      expect((await world.request('GET', `/identities/${id}/sessions?active=true`)).body).toHaveLength(1)

      stage.write('ada', ways.hash.members)
      await stage.apply(['update ada'])
      for (const token of [older, between]) expect(await at.whoami(token)).toBe(401)
      const fresh = await ways.hash.signIn(stage, 'ada')
      expect(fresh).toEqual(signedInAs(id))
      expect(await at.whoami(await tokenOf(Promise.resolve(fresh)))).toBe(200)
      await expectNothingToDo(world)
    },
    disables,
  )

  story('not while the document says inactive', async (stage) => {
    const id = await createPerson(stage, 'ada', ways.hash)
    const older = await tokenOf(ways.hash.signIn(stage, 'ada'))
    stage.write('ada', { ...ways.hash.members, state: 'inactive' })
    await stage.apply(['update ada'], { removals: 1 })
    expect(await ways.hash.signIn(stage, 'ada')).toEqual(refusals.disabled)
    expect(await stage.at.whoami(older)).toBe(401)

    stage.write('ada', { ...ways.hash.members, state: 'active' })
    await stage.apply(['update ada'])
    expect(await stage.at.whoami(older)).toBe(401)
    expect(await ways.hash.signIn(stage, 'ada')).toEqual(signedInAs(id))
  })

  storyOfOurs(
    'not with an identifier whose trait idctl removed as the last one',
    async (stage) => {
      const { at, world } = stage
      const email = world.email('ada')
      await createPerson(stage, 'ada', ways.hash)
      expect(await at.withCode(email)).toMatchObject({ token: expect.any(String) })
      stage.write('ada', { ...ways.hash.members, traits: { email: null, name: { first: 'Ada' } } })
      await stage.apply(['update ada'], { removals: 1 })
      expect(await at.withPassword(email, importedPassword)).toEqual(refusals.credentials)
      expect(await at.withCode(email)).toEqual(refusals.codeAccount)
    },
    { needs: ['empty_identifiers'] },
  )

  storyOfOurs(
    'with the user name that is left, not with the address that idctl removed',
    async (stage) => {
      const { at, world } = stage
      const [email, username] = [world.email('ada'), `ada-${world.workspace}`]
      stage.write('ada', { ...ways.hash.members, traits: { username } })
      await stage.apply(['create ada'])
      const id = await stage.idOf('ada')
      stage.write('ada', { ...ways.hash.members, traits: { email: null, username } })
      // Signing in by code ends, which counts, although the password stays.
      await stage.apply(['update ada'], { removals: 1 })
      expect(await at.withPassword(username, importedPassword)).toEqual(signedInAs(id))
      expect(await at.withPassword(email, importedPassword)).toEqual(refusals.credentials)
      expect(await at.withCode(email)).toEqual(refusals.codeAccount)
      await expectNothingToDo(world)
    },
    { needs: ['empty_identifiers'] },
  )

  storyOfOurs('with the new address and the same password after an e-mail change', async (stage) => {
    const { at, world } = stage
    const [old, changed] = [world.email('ada'), world.email('countess')]
    const id = await createPerson(stage, 'ada', ways.hash)
    const session = await tokenOf(ways.hash.signIn(stage, 'ada'))
    stage.write('ada', { ...ways.hash.members, traits: { email: changed } })
    await stage.apply(['update ada'])
    expect(await at.withPassword(changed, importedPassword)).toEqual(signedInAs(id))
    expect(await at.withCode(changed)).toEqual(signedInAs(id))
    expect(await at.withPassword(old, importedPassword)).toEqual(refusals.credentials)
    expect(await at.withCode(old)).toEqual(refusals.codeAccount)
    expect(await at.whoami(session)).toBe(200)
    await expectNothingToDo(world)
  })
})

function configuration(hookUrl: string): JsonObject {
  return {
    selfservice: {
      methods: {
        code: { passwordless_enabled: true },
        password: {
          config: {
            // Asks a server on the internet whenever somebody sets a password.
            haveibeenpwned_enabled: false,
            migrate_hook: { enabled: true, config: { url: hookUrl } },
          },
        },
      },
    },
    // Kratos waits this long when nobody has the identifier, half a second by default.
    hashers: { argon2: { expected_duration: '1ms', expected_deviation: '1ms' } },
  }
}
