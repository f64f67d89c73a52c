import jsonPatch from 'fast-json-patch'
import { IdctlError } from '../../src/errors.ts'
import type { IdentitySchema, IdentitySchemaSet } from '../../src/identity-schema/identity-schema.ts'
import { abilitiesOf } from '../../src/live/kratos/abilities.ts'
import { decodeMark } from '../../src/live/kratos/mark.ts'
import type {
  LiveSource,
  LiveTarget,
  PutBody,
  ReadExtent,
  Rejection,
  WriteKind,
  WriteRequest,
  WriteResult,
} from '../../src/live/ports.ts'
import type { DerivedData } from '../../src/model/derived.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import type { Invitation } from '../../src/model/invitation.ts'
import { isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import { present } from '../../src/model/present.ts'
import type { ServerTime } from '../../src/model/server-time.ts'

/** What happens to one write instead of the usual. */
export type Fault =
  /** No effect, and Kratos says so. */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason?: string }
  /** The answer is lost, before or after the effect. */
  | { readonly kind: 'lost'; readonly effect: boolean; readonly status?: number }
  /** 401: the key is wrong from here on. */
  | { readonly kind: 'denied' }

/** Gives the fault of the nth write (from 1), or nothing. */
export type Faults = (call: number, request: WriteRequest) => Fault | undefined

export type Call =
  | { readonly kind: 'list' | 'find' | 'read' }
  | { readonly kind: 'write'; readonly request: WriteRequest }

/** A person has an e-mail address (login identifier, verifiable, for recovery) and a name, or neither. */
export const personSchema: IdentitySchema = {
  id: 'person',
  source: {},
  faults: [],
  phonePointers: [],
  yielding: { identifiers: ['/traits/email'], addresses: ['/traits/email'] },
  propertyNames: () => [],
  allowedAt: () => ({ kind: 'possible', mayBeList: true, mayBeMap: true }),
  waysIn: () => [],
  validate(traits) {
    const email = isJsonObject(traits) ? traits['email'] : undefined
    if (email === undefined || (typeof email === 'string' && email.includes('@'))) return []
    return [{ path: '/traits/email', keyword: 'format', message: 'is no e-mail address' }]
  },
  derive(traits): DerivedData {
    const email = isJsonObject(traits) ? traits['email'] : undefined
    if (typeof email !== 'string') return { identifiers: [], verifiable: [], recovery: [] }
    const value = email.trim().toLowerCase()
    return {
      identifiers: [{ type: 'password', value }],
      verifiable: [{ via: 'email', value }],
      recovery: [{ via: 'email', value }],
    }
  },
  identifiers: (traits) => personSchema.derive(traits).identifiers,
  identifierSources: (traits) =>
    personSchema.derive(traits).identifiers.map((identifier) => ({ ...identifier, at: '/traits/email' })),
  addressSources: (traits) =>
    personSchema.derive(traits).verifiable.map((address) => ({ ...address, at: '/traits/email' })),
}

export const schemas: IdentitySchemaSet = {
  ids: ['person'],
  get: (id) => (id === 'person' ? personSchema : undefined),
  refusalOf: () => undefined,
}

/** Kratos in a few lines: enough of create, batch, patch and delete to see what an apply does to it. */
export class MemoryLive implements LiveSource, LiveTarget {
  readonly calls: Call[] = []
  readonly identities = new Map<string, LiveIdentity>()
  faults: Faults = () => undefined
  /** Runs before the nth read or write by id: somebody else at work. */
  meddle: (call: number) => void = () => undefined
  /** Ids that make every read they are part of fail. */
  readonly unreadable = new Set<string>()
  readonly sessions = new Set<string>()
  /** Ids whose password entry is empty. */
  readonly withoutPassword = new Set<string>()
  /** Identifiers of credentials that no trait yields, by identity and type. */
  readonly imported = new Map<string, Readonly<Record<string, readonly string[]>>>()
  #ids = 0
  #writes = 0
  #recoveries = 0
  #denied = false

  get requests(): WriteRequest[] {
    return this.calls.flatMap((call) => (call.kind === 'write' ? [call.request] : []))
  }

  /** No more faults; the key is right again. */
  recover(): void {
    this.faults = () => undefined
    this.#denied = false
  }

  /** Puts an identity there, as somebody else would. */
  seed(body: JsonObject): LiveIdentity {
    const created = this.#create(body)
    if (!('id' in created)) throw new Error(created.message)
    return created
  }

  async *list(): AsyncGenerator<readonly LiveIdentity[]> {
    this.calls.push({ kind: 'list' })
    yield structuredClone([...this.identities.values()])
  }

  async read(
    ids: readonly string[],
    _signal?: AbortSignal,
    { isWithoutIdentifiers = false }: ReadExtent = {},
  ): Promise<ReadonlyMap<string, LiveIdentity>> {
    this.calls.push({ kind: 'read' })
    this.meddle(this.calls.length)
    if (ids.some((id) => this.unreadable.has(id))) throw new IdctlError('HTTP 500', { exit: 'unreadable' })
    const found = ids.flatMap((id) => this.identities.get(id) ?? [])
    const shown = ({ credentials, ...live }: LiveIdentity) =>
      isWithoutIdentifiers ? live : { ...live, ...present({ credentials }) }
    return new Map(found.map((live) => [live.id, structuredClone(shown(live))]))
  }

  async findByExternalId(externalId: string): Promise<LiveIdentity | undefined> {
    this.calls.push({ kind: 'find' })
    return structuredClone([...this.identities.values()].find((live) => live.external_id === externalId))
  }

  async findByIdentifier(identifier: string): Promise<readonly LiveIdentity[]> {
    this.calls.push({ kind: 'find' })
    const holds = (live: LiveIdentity) => live.credentials?.['password']?.includes(identifier) === true
    return structuredClone([...this.identities.values()].filter(holds))
  }

  async count(): Promise<number | undefined> {
    return this.identities.size
  }

  async hasPassword(id: string): Promise<boolean> {
    this.calls.push({ kind: 'find' })
    return this.identities.has(id) && !this.withoutPassword.has(id)
  }

  async schemas() {
    return []
  }

  async abilities() {
    return abilitiesOf('v25.4', 'Kratos v26.2.0')
  }

  /** What its answers say of the time. */
  clock: ServerTime = { here: Date.parse('2026-01-01T00:00:00Z'), server: Date.parse('2026-01-01T00:00:00Z') }

  serverTime(): ServerTime {
    return this.clock
  }

  async version() {
    return 'v26.2.0'
  }

  async execute<K extends WriteKind>(asked: WriteRequest<K>): Promise<WriteResult<K>> {
    const request = asked as WriteRequest
    this.calls.push({ kind: 'write', request: structuredClone(request) })
    this.#writes += 1
    this.meddle(this.calls.length)
    const fault = this.faults(this.#writes, request)
    if (fault?.kind === 'denied') this.#denied = true
    if (this.#denied) throw new IdctlError('HTTP 401: access denied', { exit: 'error', hint: 'check the key' })
    if (fault?.kind === 'rejected') {
      const { status, reason } = fault
      return rejected({ status, message: 'no', ...(reason === undefined ? {} : { reason }), requestId: 'r-1' })
    }
    if (fault?.kind === 'lost' && !fault.effect) return lost(fault.status)
    const result = this.#carryOut(request) as WriteResult<K>
    return fault?.kind === 'lost' ? lost(fault.status) : result
  }

  #carryOut(request: WriteRequest): WriteResult {
    switch (request.kind) {
      case 'create': {
        const created = this.#create(request.body)
        return 'id' in created ? { kind: 'done', answer: structuredClone(created) } : rejected(created)
      }
      case 'batch':
        return {
          kind: 'done',
          answer: request.items.map(({ patch_id, body }) => {
            const created = this.#create(body)
            if ('id' in created) return { patch_id, kind: 'created', id: created.id }
            return { patch_id, kind: 'rejected', rejection: created }
          }),
        }
      case 'patch':
        return this.#patch(request.id, request.operations)
      case 'put':
        return this.#put(request.id, request.body)
      case 'delete-credential':
        return this.#deleteCredential(request.id, request.type, request.identifier)
      case 'delete':
        this.identities.delete(request.id)
        return { kind: 'done', answer: undefined }
      case 'revoke-sessions':
        this.sessions.delete(request.id)
        return { kind: 'done', answer: undefined }
      case 'recovery':
        return this.#makeRecovery(request.id, request.invitation)
    }
  }

  #makeRecovery(id: string, { send }: Invitation): WriteResult {
    if (!this.identities.has(id)) return rejected({ status: 404, message: 'Unable to locate the resource' })
    this.#recoveries += 1
    const recovery_link = `https://kratos.test/recovery?token=CANARY-link-${this.#recoveries}`
    const code = send === 'recovery_code' ? { recovery_code: `CANARY-code-${this.#recoveries}` } : {}
    return { kind: 'done', answer: { recovery_link, ...code, expires_at: '2026-01-01T01:00:00Z' } }
  }

  #create(body: JsonObject): LiveIdentity | Rejection {
    this.#ids += 1
    const id = `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`
    const refusal = this.#refuse(id, body)
    if (refusal !== undefined) return refusal
    const live = this.#identity(id, body)
    this.identities.set(id, live)
    this.sessions.add(id)
    return live
  }

  #patch(id: string, operations: Parameters<typeof jsonPatch.applyPatch>[1]): WriteResult {
    const live = this.identities.get(id)
    if (live === undefined) return rejected({ status: 404, message: 'Unable to locate the resource' })
    const { document } = splitCredentials(live)
    const patched = jsonPatch.applyPatch(
      structuredClone(document),
      operations.filter(({ path }) => !path.startsWith('/credentials')),
    ).newDocument
    const refusal = this.#refuse(id, patched)
    if (refusal !== undefined) return rejected(refusal)
    this.identities.set(id, this.#identity(id, patched))
    return { kind: 'done', answer: structuredClone(this.identities.get(id) as LiveIdentity) }
  }

  #put(id: string, body: PutBody): WriteResult {
    if (!this.identities.has(id)) return rejected({ status: 404, message: 'Unable to locate the resource' })
    const refusal = this.#refuse(id, body as unknown as JsonObject)
    if (refusal !== undefined) return rejected(refusal)
    const held = { ...this.imported.get(id) }
    for (const [type, { config }] of Object.entries(body.credentials) as [string, { config: JsonObject }][]) {
      const links = (config['providers'] ?? []) as { provider: string; subject: string }[]
      const added = links.map(({ provider, subject }) => `${provider}:${subject}`)
      if (added.some((link) => held[type]?.includes(link))) return rejected({ status: 409, message: 'conflict' })
      if (type !== 'password') held[type] = [...(held[type] ?? []), ...added]
    }
    this.imported.set(id, held)
    this.identities.set(id, this.#identity(id, body as unknown as JsonObject))
    return { kind: 'done', answer: structuredClone(this.identities.get(id) as LiveIdentity) }
  }

  #deleteCredential(id: string, type: string, identifier: string | undefined): WriteResult {
    const live = this.identities.get(id)
    if (live === undefined) return rejected({ status: 404, message: 'Unable to locate the resource' })
    const { [type]: held = [], ...others } = this.imported.get(id) ?? {}
    const left = held.filter((link) => link !== identifier)
    this.imported.set(id, identifier === undefined ? others : { ...others, [type]: left })
    this.identities.set(id, this.#identity(id, splitCredentials(live).document))
    return { kind: 'done', answer: undefined }
  }

  #refuse(id: string, body: JsonObject): Rejection | undefined {
    const { email } = body['traits'] as { email?: string }
    if (email?.startsWith('poison'))
      return { status: 400, message: 'base', reason: `I[#/traits/email] S[#] "${email}" no` }
    const taken = [...this.identities.values()].some(
      (live) =>
        live.id !== id &&
        ((email !== undefined && live.traits['email'] === email) ||
          (body['external_id'] !== undefined &&
            body['external_id'] !== null &&
            live.external_id === body['external_id'])),
    )
    return taken ? { status: 409, message: 'conflict' } : undefined
  }

  #identity(id: string, body: JsonObject): LiveIdentity {
    const traits = body['traits'] as JsonObject
    const derived = personSchema.derive(traits)
    const metadata_admin = (body['metadata_admin'] ?? null) as Json
    return structuredClone({
      id,
      schema_id: body['schema_id'] as string,
      state: (body['state'] ?? 'active') as LiveIdentity['state'],
      ...(body['external_id'] ? { external_id: body['external_id'] as string } : {}),
      traits,
      metadata_public: (body['metadata_public'] ?? null) as Json,
      metadata_admin,
      mark: decodeMark(metadata_admin),
      verifiable_addresses: derived.verifiable.map((address) => ({
        ...address,
        id,
        verified: false,
        status: 'pending',
      })),
      recovery_addresses: derived.recovery.map((address) => ({ ...address, id })),
      credentials: { password: derived.identifiers.map(({ value }) => value), ...this.imported.get(id) },
      updated_at: '2026-01-01T00:00:00Z',
    })
  }
}

function splitCredentials(live: LiveIdentity): { document: JsonObject } {
  const { schema_id, state, external_id, organization_id, traits, metadata_public, metadata_admin } = live
  return {
    document: {
      schema_id,
      state,
      external_id: external_id ?? null,
      organization_id: organization_id ?? null,
      traits,
      metadata_public,
      metadata_admin,
    },
  }
}

function rejected(rejection: Rejection): WriteResult<never> {
  return { kind: 'rejected', rejection }
}

function lost(status: number | undefined): WriteResult<never> {
  if (status === undefined) return { kind: 'unknown', detail: 'connection reset before the answer was complete' }
  return { kind: 'unknown', detail: `HTTP ${status}`, rejection: { status, message: 'internal' } }
}
