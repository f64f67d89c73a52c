import { SandboxError } from './errors.ts'
import { createFaultPlan, type FaultRule } from './faults.ts'
import { lockFile } from './file-lock.ts'
import { createClock, formatMillis } from './go/time.ts'
import { uuidOrNil } from './go/uuid.ts'
import { createFetch, type Fetch } from './http/fetch.ts'
import { createHandler, type Handler } from './http/handler.ts'
import { type Listener, listen } from './http/server.ts'
import { ascendingIds, randomIds } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Kratos } from './kratos.ts'
import { createGate, type Gate } from './network/gate.ts'
import { type PopulationOptions, populate } from './populate.ts'
import type { Bucket, Profile, RateLimit } from './profile.ts'
import { type ProfileName, profileOf } from './profiles.ts'
import { routesOf } from './routes/all.ts'
import { identityBodies } from './routes/bodies.ts'
import { sessionLifetime } from './routes/session-json.ts'
import { createSchemas } from './schemas.ts'
import { completeSettings, type SandboxSettings } from './settings.ts'
import { createStateWriter, readState } from './state-file.ts'
import { Store } from './store.ts'

export interface SandboxOptions {
  /** Which Kratos to be. Default `v26.2.0`. */
  readonly profile?: ProfileName
  /**
   * Identity schemas by id, in the order in which `/schemas` lists them. Profile `network` has its presets when there
   * are none.
   */
  readonly schemas: Readonly<Record<string, JsonObject>>
  readonly settings?: SandboxSettings
  /** `ascending`: ids ascend in order of creation, so lists come in that order. Default `random`, as Kratos'. */
  readonly ids?: 'random' | 'ascending'
  /** Keeps the state in this file; it is made when there is none. Default: memory. */
  readonly file?: string
  /** Demand `Authorization: Bearer <key>` on the admin port. Profile `network` always does. */
  readonly apiKey?: string
  /** Other limits than those of profile `network`; the other profiles have none. */
  readonly rateLimits?: Readonly<Partial<Record<Bucket, RateLimit>>>
  readonly faults?: readonly FaultRule[]
  /** The wall clock. */
  readonly now?: () => Date
}

export interface StartOptions extends SandboxOptions {
  /** Default `127.0.0.1`: nobody else reaches it. There is no authentication but `apiKey`. */
  readonly host?: string
  /** Of the admin API. Default 0: a free one. */
  readonly port?: number
  /** Of the identity schemas. Default 0: a free one. */
  readonly publicPort?: number
}

export interface Sandbox {
  /** Base URL without trailing slash and without `/admin`. */
  readonly adminUrl: string
  /** Base URL of the identity schemas, without trailing slash. */
  readonly publicUrl: string
  /** The key that the admin API demands, if it does. */
  readonly apiKey?: string
  /** Both ports without a socket: a request goes where its URL points. */
  readonly fetch: Fetch
  /** Replaces all faults; their calls are counted from 1 again. */
  setFaults(rules: readonly FaultRule[]): void
  /** A session as if the identity had signed in just now; its id. Throws `SandboxError` for an unknown identity. */
  addSession(identityId: string): Promise<string>
  /** Adds identities made up to fit a schema, the same ones for the same seed; their ids. */
  populate(options: PopulationOptions): Promise<string[]>
  /** Closes ports and gives the file back. */
  stop(): Promise<void>
}

/** A sandbox without ports: only `.fetch`. Throws `SandboxError` for bad schemas, and for a bad or busy file. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const urls = { admin: 'http://admin.sandbox.local', public: 'http://public.sandbox.local' }
  const { sandbox } = await assemble(options, urls)
  return sandbox
}

/** A sandbox on two ports. Throws `SandboxError` for bad schemas, a bad or busy file, and a port that is taken. */
export async function startSandbox(options: StartOptions): Promise<Sandbox> {
  const urls = { admin: '', public: '' }
  const { sandbox, handler, maxBody } = await assemble(options, urls)
  const host = options.host ?? '127.0.0.1'
  const listeners: Listener[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await sandbox.stop()
  }
  try {
    for (const [serves, port] of [
      ['admin', options.port ?? 0],
      ['public', options.publicPort ?? 0],
    ] as const) {
      const listener = await listen({ handler, serves, host, port, maxBody })
      listeners.push(listener)
      urls[serves] = listener.url
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { ...sandbox, adminUrl: urls.admin, publicUrl: urls.public, stop }
}

async function assemble(
  options: SandboxOptions,
  urls: { admin: string; public: string },
): Promise<{ sandbox: Sandbox; handler: Handler; maxBody: number }> {
  const profile = profileOf(options.profile ?? 'v26.2.0')
  const sources = schemasOf(options, profile)
  const schemas = createSchemas(sources, profile.schemas, () => urls.public)
  const state = options.file === undefined ? memory() : await openFile(options.file)
  const kratos: Kratos = {
    profile,
    bodies: identityBodies(profile.fields),
    settings: completeSettings(options.settings ?? {}, Object.keys(sources)),
    schemas,
    store: state.store,
    clock: createClock(options.now ?? (() => new Date())),
    newId: options.ids === 'ascending' ? ascendingIds(state.store.highestId()) : randomIds(),
    urls,
    stamp() {
      return { now: this.clock.now(), newId: this.newId }
    },
  }
  const faults = createFaultPlan(options.faults ?? [])
  const key = options.apiKey ?? profile.network?.apiKey
  const apiKey = key === undefined ? {} : { apiKey: key }
  const gate = gateOf(profile, options, kratos)
  const handler = createHandler({ kratos, routes: routesOf(profile), faults, save: state.save, ...apiKey, ...gate })
  const sandbox: Sandbox = {
    adminUrl: urls.admin,
    publicUrl: urls.public,
    ...apiKey,
    fetch: createFetch(handler, () => urls.public, profile.maxBody),
    setFaults: (rules) => faults.set(rules),
    async addSession(identityId) {
      const id = addSession(identityId, kratos)
      await state.save()
      return id
    },
    async populate(population) {
      const ids = await populate(population, kratos)
      await state.save()
      return ids
    },
    stop: state.close,
  }
  return { sandbox, handler, maxBody: profile.maxBody }
}

function schemasOf({ schemas }: SandboxOptions, { network }: Profile): SandboxOptions['schemas'] {
  return network !== undefined && Object.keys(schemas).length === 0 ? network.presets : schemas
}

function gateOf({ network }: Profile, { rateLimits = {} }: SandboxOptions, { clock }: Kratos): { gate?: Gate } {
  return network === undefined ? {} : { gate: createGate(network, rateLimits, () => clock.millis()) }
}

interface State {
  readonly store: Store
  readonly save: () => Promise<void>
  readonly close: () => Promise<void>
}

function memory(): State {
  return { store: new Store(), save: async () => {}, close: async () => {} }
}

async function openFile(file: string): Promise<State> {
  const unlock = await lockFile(file)
  try {
    const store = new Store(await readState(file))
    const writer = createStateWriter(file, store)
    return { store, save: () => writer.save(), close: unlock }
  } catch (error) {
    await unlock()
    throw error
  }
}

function addSession(identityId: string, kratos: Kratos): string {
  const identity = kratos.store.get(uuidOrNil(identityId))
  if (identity === undefined) throw new SandboxError(`There is no identity ${identityId} in the sandbox`)
  const { now, newId } = kratos.stamp()
  const id = newId()
  kratos.store.putSession({
    id,
    identity_id: identity.id,
    active: true,
    issued_at: now,
    expires_at: formatMillis(kratos.clock.millis() + sessionLifetime),
    device_id: newId(),
  })
  return id
}
