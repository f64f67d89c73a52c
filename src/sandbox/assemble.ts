import { SandboxError } from './errors.ts'
import { createFaultPlan } from './faults.ts'
import { lockFile } from './file-lock.ts'
import { createClock, formatMillis } from './go/time.ts'
import { uuidOrNil } from './go/uuid.ts'
import { createFetch } from './http/fetch.ts'
import { createHandler, type Handler } from './http/handler.ts'
import { ascendingIds, randomIds } from './ids.ts'
import type { Kratos } from './kratos.ts'
import { createGate, type Gate } from './network/gate.ts'
import { populate } from './populate.ts'
import type { Profile } from './profile.ts'
import { profileOf } from './profiles.ts'
import { routesOf } from './routes/all.ts'
import { identityBodies } from './routes/bodies.ts'
import { sessionLifetime } from './routes/session-json.ts'
import { createSchemas } from './schemas.ts'
import { completeSettings } from './settings.ts'
import { createStateWriter, readState } from './state-file.ts'
import { Store } from './store.ts'
import type { Sandbox, SandboxOptions } from './surface.ts'

export interface Assembled {
  readonly sandbox: Sandbox
  readonly handler: Handler
  readonly kratos: Kratos
}

/** Builds a sandbox without opening ports; the caller may fill in `urls` once they are open. */
export async function assemble(options: SandboxOptions, urls: { admin: string; public: string }): Promise<Assembled> {
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
  return { sandbox, handler, kratos }
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
