import { readFileSync } from 'node:fs'
import type { JsonObject } from '../../src/model/json.ts'
import { type ProfileName, startSandbox } from '../../src/sandbox/index.ts'
import { profiles } from '../../src/sandbox/profiles.ts'
import { isDeep } from './depth.ts'
import { findKratos, startKratos, type TestServer } from './kratos.ts'

const schema = JSON.parse(
  readFileSync(new URL('../contract/person.schema.json', import.meta.url), 'utf8'),
) as JsonObject

export interface ServerChoice {
  readonly name: string
  readonly available: boolean
  start(): Promise<TestServer>
}

const newest: ProfileName = 'v26.2.0'

/** What the sandbox can be: the versions that it is proved to be, and Ory Network; in a quick run the newest. */
const profileNames = isDeep ? (Object.keys(profiles) as ProfileName[]) : [newest]

/**
 * What the contract suite runs on: the sandbox in the profiles above, a real Kratos of whatever version where there is one. A
 * Kratos behind KRATOS_ADMIN_URL must have `test/contract/person.schema.json` as its schema `person`.
 */
export const servers: readonly ServerChoice[] = [
  ...sandboxesWith({ person: schema }),
  { name: 'kratos', available: findKratos() !== undefined, start: () => startKratos({ person: schema }) },
]

/** The same with other identity schemas. A Kratos that runs already cannot be given any: it is left out. */
export function serversWith(schemas: Readonly<Record<string, JsonObject>>): readonly ServerChoice[] {
  const kratos = findKratos()
  return [
    ...sandboxesWith(schemas),
    { name: 'kratos', available: kratos !== undefined && 'command' in kratos, start: () => startKratos(schemas) },
  ]
}

/** One of each kind. The sandbox demands a key, so that every request carries one that could be lost. */
export const serversForFaults: readonly ServerChoice[] = [
  {
    name: 'sandbox',
    available: true,
    start: () => sandboxWith({ person: schema }, newest, 'CANARY-api-key'),
  },
  ...servers.filter(({ name }) => name === 'kratos'),
]

export function startSandboxServer(): Promise<TestServer> {
  return sandboxWith({ person: schema }, newest)
}

function sandboxesWith(schemas: Readonly<Record<string, JsonObject>>): ServerChoice[] {
  return profileNames.map((profile) => ({
    name: `sandbox ${profile}`,
    available: true,
    start: () => sandboxWith(schemas, profile),
  }))
}

/** Time is real here; what its limits do to a run is in `contract/network.test.ts`. */
const unlimited = { perSecond: 10_000, perMinute: 100_000 }
const rateLimits = { read: unlimited, list: unlimited, write: unlimited }

async function sandboxWith(
  schemas: Readonly<Record<string, JsonObject>>,
  profile: ProfileName,
  apiKey?: string,
): Promise<TestServer> {
  const [default_schema_id = ''] = Object.keys(schemas)
  const key = apiKey === undefined ? {} : { apiKey }
  const sandbox = await startSandbox({ profile, schemas, settings: { default_schema_id }, rateLimits, ...key })
  return {
    adminUrl: sandbox.adminUrl.replace(/\/admin$/, ''),
    publicUrl: sandbox.publicUrl,
    ...(sandbox.apiKey === undefined ? {} : { apiKey: sandbox.apiKey }),
    stop: () => sandbox.stop(),
  }
}
