import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import type { TestServer } from '../support/kratos.ts'
import type { ServerChoice } from '../support/servers.ts'
import { createWorld, markOf, type World } from '../support/world.ts'

export const collection = /^\/admin\/identities$/
export const item = /^\/admin\/identities\/[0-9a-f-]{36}$/

/** bcrypt of published examples. */
export const firstHash = '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq'
export const secondHash = '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'
export const ownHash = '$2b$04$5BdTmyNs6Yx8O0mSqY6r2.xUoiFB0eVjGGRT7N1oBKm0mP4VsXBzi'

/** A folder, and a way to stop its requests at a gate. */
export interface Stage {
  readonly world: World
  readonly proxy: FaultProxy
}

/** Stories of a folder that two processes share, each behind a proxy of its own; skipped where there is no server. */
export function storiesOfTwo({ available, start }: Pick<ServerChoice, 'available' | 'start'>) {
  let server: TestServer
  beforeAll(async () => {
    if (available) server = await start()
  })
  afterAll(async () => {
    await server?.stop()
  })

  async function stage(sharing?: World): Promise<Stage> {
    const proxy = await startFaultProxy(server.adminUrl)
    const world = await createWorld(server, { adminUrl: proxy.url, ...(sharing && { sharing }) })
    onTestFinished(async () => {
      await world.close()
      await proxy.stop()
    })
    return { world, proxy }
  }

  return (name: string, tell: (one: Stage, other: Stage, another: () => Promise<Stage>) => Promise<void>): void => {
    test.skipIf(!available)(name, async () => {
      const one = await stage()
      await tell(one, await stage(one.world), () => stage(one.world))
    })
  }
}

interface Person {
  readonly email?: string
  readonly first?: string
  readonly last?: string
  readonly password?: string
  readonly link?: true
}

export function write(world: World, key: string, person: Person = {}): void {
  const { email = world.email(key), first = key, last, password, link } = person
  const lines = [
    `traits: { email: ${email}, name: { first: ${first}${last === undefined ? '' : `, last: ${last}`} } }`,
    ...(password === undefined ? [] : [`credentials: { password: { config: { hashed_password: "${password}" } } }`]),
    ...(link
      ? [`credentials: { oidc: { config: { providers: [{ provider: p, subject: ${world.workspace} }] } } }`]
      : []),
    `idctl: { key: ${key} }`,
  ]
  world.write(`${key}.yaml`, `${lines.join('\n')}\n`)
}

export async function keys(world: World): Promise<unknown[]> {
  return (await world.ours()).map((identity) => markOf(identity)?.['key']).sort()
}

export async function pathOf(world: World, key: string): Promise<string> {
  return `/identities/${(await world.find(world.email(key)))?.['id']}`
}

export async function hashOf(world: World, key: string): Promise<Json | undefined> {
  const { body } = await world.request('GET', `${await pathOf(world, key)}?include_credential=password`)
  const credentials = (body as JsonObject)['credentials'] as JsonObject
  const password = credentials['password']
  const config = isJsonObject(password) ? password['config'] : undefined
  return isJsonObject(config) ? config['hashed_password'] : undefined
}

/** What the person does in self-service. */
export async function setPassword(world: World, key: string): Promise<void> {
  const path = await pathOf(world, key)
  const { traits, metadata_admin } = (await world.request('GET', path)).body as JsonObject
  const credentials = { password: { config: { hashed_password: ownHash } } }
  const body = { schema_id: 'person', state: 'active', traits: traits ?? {}, metadata_admin: metadata_admin ?? null }
  expect(await world.request('PUT', path, { ...body, credentials })).toMatchObject({ status: 200 })
}
