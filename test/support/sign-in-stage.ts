import { expect } from 'vitest'
import type { Consents } from '../../src/index.ts'
import type { Abilities } from '../../src/model/abilities.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { type Attempt, type SignIn, signInAt } from './sign-in.ts'
import { importedHashes, importedPassword } from './sign-in-hashes.ts'
import type { SignInHook } from './sign-in-hook.ts'
import { steps, type World } from './world.ts'

/** What a story about signing in has: documents, people's side of the server, and the old system behind its hook. */
export interface Stage {
  readonly world: World
  readonly at: SignIn
  readonly hook: SignInHook
  /** Writes a person's document; `members` go over the usual ones. */
  write(
    name: string,
    members?: { readonly traits?: JsonObject; readonly [member: string]: unknown },
    file?: string,
  ): void
  /** Applies, and expects these steps and no others, all of them done. */
  apply(expected: readonly string[], consents?: Consents): Promise<void>
  idOf(name: string): Promise<string>
  /** Somebody else's PATCH of the identity. */
  setState(id: string, state: 'active' | 'inactive'): Promise<void>
  recoveryLink(id: string): Promise<string>
}

/** A way in: what the document has for it, what happens beside idctl, and what the person does. */
export interface Way {
  readonly members: JsonObject
  readonly arrange?: (stage: Stage, name: string) => Promise<unknown>
  readonly signIn: (stage: Stage, name: string) => Promise<Attempt>
}

export const wrongPassword = 'CANARY-wrong-password'
const hookPassword = 'CANARY-hook-password'
const recoveredPassword = 'CANARY-recovered-password'

export const ways = {
  hash: {
    members: passwordOf({ hashed_password: importedHashes['pbkdf2-sha256'] ?? '' }),
    signIn: ({ at, world }, name) => at.withPassword(world.email(name), importedPassword),
  },
  hook: {
    members: passwordOf({ use_password_migration_hook: true }),
    arrange: async ({ hook, world }, name) => hook.know(world.email(name), hookPassword),
    signIn: ({ at, world }, name) => at.withPassword(world.email(name), hookPassword),
  },
  code: {
    members: {},
    signIn: ({ at, world }, name) => at.withCode(world.email(name)),
  },
  recovery: {
    members: {},
    arrange: async ({ at, idOf, recoveryLink }, name) =>
      at.setPassword(await recoveryLink(await idOf(name)), recoveredPassword),
    signIn: ({ at, world }, name) => at.withPassword(world.email(name), recoveredPassword),
  },
} as const satisfies Record<string, Way>

export function passwordOf(config: JsonObject): JsonObject {
  return { credentials: { password: { config } } }
}

/** An attempt that let this very account in. */
export function signedInAs(id: string) {
  return { identity: id, token: expect.any(String) }
}

/** The token of a session that began now. */
export async function tokenOf(attempt: Promise<Attempt>): Promise<string> {
  const ended = await attempt
  if ('refused' in ended) throw new Error(`refused: ${ended.refused}`)
  return ended.token
}

/** Creates a person with this way in, and gives the identity's id. */
export async function createPerson(stage: Stage, name: string, way: Way): Promise<string> {
  stage.write(name, way.members)
  await stage.apply([`create ${name}`])
  await way.arrange?.(stage, name)
  return stage.idOf(name)
}

export function stageOf(
  server: { readonly adminUrl: string; readonly publicUrl: string },
  world: World,
  { hook, abilities }: { readonly hook: SignInHook; readonly abilities: Abilities },
): Stage {
  return {
    world,
    at: signInAt(server),
    hook,
    write(name, { traits, ...members } = {}, file = `${name}.json`) {
      const email = world.email(name)
      const external = abilities.lacks.external_id === undefined ? { external_id: email } : {}
      const document = { ...external, traits: { email, ...traits }, idctl: { key: name }, ...members }
      world.write(file, JSON.stringify(document))
    },
    async apply(expected, consents) {
      const { plan, report } = await world.apply(consents)
      expect(steps(plan).sort()).toEqual([...expected].sort())
      expect(report.counts).toMatchObject({ done: expected.length, failed: 0, moved: 0, blocked: 0 })
    },
    async idOf(name) {
      const id = (await world.find(world.email(name)))?.['id']
      if (typeof id !== 'string') throw new Error(`${name} is not there`)
      return id
    },
    async setState(id, state) {
      const { status } = await world.request('PATCH', `/identities/${id}`, [
        { op: 'replace', path: '/state', value: state },
      ])
      expect(status).toBe(200)
    },
    async recoveryLink(id) {
      const { body } = await world.request('POST', '/recovery/link', { identity_id: id })
      return (body as { recovery_link: string }).recovery_link
    },
  }
}
