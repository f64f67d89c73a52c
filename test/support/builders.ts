import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import type { IdentitySchema, IdentitySchemaSet } from '../../src/identity-schema/identity-schema.ts'
import { abilitiesOf } from '../../src/live/kratos/abilities.ts'
import type { DesiredIdentity, LiveIdentity, ManagedField, Mark } from '../../src/model/identity.ts'
import { formatPointer, isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import type { OwnershipMap } from '../../src/model/ownership.ts'
import { modeAt } from '../../src/model/ownership.ts'
import type { Policy } from '../../src/reconcile/policy.ts'
import { emailTrait, nameTrait, traitSchema } from './schemas.ts'

/** A schema like the one most people have: e-mail to sign in with and to recover by, a few plain traits. */
const personSchema = traitSchema({
  email: emailTrait(),
  name: nameTrait,
  phone: { type: 'string' },
  roles: { type: 'array', items: { type: 'string' } },
})

const schemas: IdentitySchemaSet = compileIdentitySchemas([{ id: 'person', schema: personSchema }]).schemas

export const person = schemas.get('person') as IdentitySchema

export interface DesiredInput {
  readonly key?: string
  readonly traits?: JsonObject
  readonly metadata_public?: JsonObject | null
  readonly metadata_admin?: JsonObject | null
  readonly state?: 'active' | 'inactive'
  readonly external_id?: string | null
  readonly ownership?: OwnershipMap
  readonly previously?: readonly string[]
  readonly protect?: boolean
  readonly file?: string
  readonly credentials?: DesiredIdentity['credentials']
  readonly schema?: IdentitySchema
}

/** A document as it comes out of `desired/`, from the YAML that one would write. */
export function desired(input: DesiredInput = {}): DesiredIdentity {
  const traits = input.traits ?? { email: 'ada@example.com' }
  const key = input.key ?? input.external_id ?? (traits['email'] as string)
  const origin = { file: input.file ?? `identities/${key}.yaml`, line: 1, column: 1 }
  const { state, external_id, metadata_public, metadata_admin, schema = person } = input
  const body = { schema_id: schema.id, state, external_id, traits, metadata_public, metadata_admin }
  const ownership = input.ownership ?? {}
  const fields: Record<string, ManagedField> = {}
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue
    for (const [path, leaf] of leavesOf([name], value)) {
      const mode = modeAt(ownership, path)
      if (mode !== 'ignore') fields[path] = { value: leaf, mode }
    }
  }
  return {
    key,
    keyFrom: input.key !== undefined ? 'idctl.key' : typeof external_id === 'string' ? 'external_id' : 'identifier',
    previously: input.previously ?? [],
    origin,
    soleDocument: true,
    fields,
    ownership,
    places: { of: (path) => (path in fields ? origin : undefined) },
    derived: schema.derive(traits),
    ...(input.protect === undefined ? {} : { protect: input.protect }),
    ...(input.credentials === undefined ? {} : { credentials: input.credentials }),
  }
}

export function* leavesOf(segments: readonly string[], value: Json): Generator<[string, Json]> {
  if (!isJsonObject(value) || Object.keys(value).length === 0) yield [formatPointer(segments), value]
  else for (const [name, member] of Object.entries(value)) yield* leavesOf([...segments, name], member)
}

export interface LiveInput {
  readonly id?: string
  readonly traits?: JsonObject
  readonly state?: 'active' | 'inactive'
  readonly external_id?: string
  readonly metadata_public?: Json
  readonly metadata_admin?: Json
  readonly mark?: Mark
  readonly verified?: boolean
  readonly identifiers?: readonly string[]
  readonly schema?: IdentitySchema
  readonly state_changed_at?: string
}

let nextId = 1

/** A live identity as Kratos would show it, with what it derives from the traits. */
export function live(input: LiveInput = {}): LiveIdentity {
  const traits = input.traits ?? { email: 'ada@example.com' }
  const { schema = person } = input
  const derived = schema.derive(traits)
  const identifiers = input.identifiers ?? derived.identifiers.map(({ value }) => value)
  const admin = input.metadata_admin ?? null
  return {
    id: input.id ?? `00000000-0000-4000-8000-${String(nextId++).padStart(12, '0')}`,
    schema_id: schema.id,
    state: input.state ?? 'active',
    ...(input.external_id === undefined ? {} : { external_id: input.external_id }),
    traits,
    metadata_public: input.metadata_public ?? null,
    metadata_admin: input.mark
      ? { ...(isJsonObject(admin) ? admin : {}), idctl: input.mark as unknown as Json }
      : admin,
    mark: input.mark ? { kind: 'mark', mark: input.mark } : { kind: 'none' },
    verifiable_addresses: derived.verifiable.map(({ via, value }) => ({
      id: value,
      via,
      value,
      verified: input.verified ?? false,
      status: input.verified ? 'completed' : 'pending',
    })),
    recovery_addresses: derived.recovery.map(({ via, value }) => ({ id: value, via, value })),
    credentials: { password: identifiers },
    ...(input.state_changed_at === undefined ? {} : { state_changed_at: input.state_changed_at }),
    updated_at: '2026-01-01T00:00:00Z',
  }
}

export const testWorkspace = 'acme-test'

const testTime = new Date('2026-06-01T12:00:00Z')

/** `now`: what both clocks say. */
export function policy({ now = testTime, ...overrides }: Partial<Policy> & { readonly now?: Date } = {}): Policy {
  return {
    workspace: testWorkspace,
    schemas,
    abilities: abilitiesOf('v25.4', 'Kratos v26.2.0'),
    adopt: 'verified',
    adoptKeys: new Set(),
    takeOver: new Set(),
    rebind: new Set(),
    writeCredentials: new Set(),
    removal: { created: 'delete', adopted: 'release' },
    partialFolder: false,
    expiryNoticeMs: 14 * 86_400_000,
    sensitive: () => false,
    clocks: () => ({ here: now.getTime(), server: now.getTime() }),
    ...overrides,
  }
}
