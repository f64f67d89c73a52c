import * as z from 'zod'
import { isJsonObject, type Json } from '../../model/json.ts'

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const uuid = z.string().regex(uuidPattern, 'is not a lower-case UUID')
/** Free JSON is not parsed by zod, which would copy it and lose a `__proto__` key. */
const json = z.custom<Json>((value) => value !== undefined, 'is missing')

/** What the admin API promises of an identity (API reference §3.1). Additional keys are allowed, because later releases may add some. */
export const identityShape = z.object({
  id: uuid,
  schema_id: z.string(),
  state: z.enum(['active', 'inactive']),
  external_id: z.string().nullish(),
  organization_id: z.string().nullish(),
  traits: json,
  metadata_public: json.optional(),
  metadata_admin: json.optional(),
  verifiable_addresses: z
    .array(z.object({ id: uuid, via: z.string(), value: z.string(), verified: z.boolean(), status: z.string() }))
    .nullish(),
  recovery_addresses: z.array(z.object({ id: uuid, via: z.string(), value: z.string() })).nullish(),
  credentials: z.record(z.string(), z.object({ identifiers: z.array(z.string()).nullish() })).nullish(),
  state_changed_at: z.string().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string(),
})

export type IdentityShape = z.infer<typeof identityShape>

/**
 * Whether a value of JSON is as `identityShape` says. Nearly every row of a listing is, and this finds it out without copying anything.
 * `false` says nothing: `identityShape` decides, and knows what is wrong.
 */
export function isUsualIdentity(value: unknown): value is IdentityShape {
  if (!isJsonObject(value)) return false
  const { id, schema_id, state, traits, verifiable_addresses, recovery_addresses, credentials, updated_at } = value
  return (
    isUuid(id) &&
    typeof schema_id === 'string' &&
    (state === 'active' || state === 'inactive') &&
    traits !== undefined &&
    typeof updated_at === 'string' &&
    isTextOrUnset(value['external_id']) &&
    isTextOrUnset(value['organization_id']) &&
    isTextOrUnset(value['state_changed_at']) &&
    isTextOrUnset(value['created_at']) &&
    areUnsetOr(verifiable_addresses, isVerifiableAddress) &&
    areUnsetOr(recovery_addresses, isAddress) &&
    areCredentials(credentials)
  )
}

function isUuid(value: Json | undefined): boolean {
  return typeof value === 'string' && uuidPattern.test(value)
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string'
}

function isTextOrUnset(value: Json | undefined): boolean {
  return value === null || value === undefined || typeof value === 'string'
}

function areUnsetOr(value: Json | undefined, isOne: (item: Json) => boolean): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.every(isOne))
}

function isAddress(value: Json): boolean {
  return isJsonObject(value) && isUuid(value['id']) && isText(value['via']) && isText(value['value'])
}

function isVerifiableAddress(value: Json): boolean {
  return isAddress(value) && isJsonObject(value) && typeof value['verified'] === 'boolean' && isText(value['status'])
}

function areCredentials(value: Json | undefined): boolean {
  if (value === null || value === undefined) return true
  if (!isJsonObject(value)) return false
  for (const type in value) {
    const held = value[type]
    // `identityShape` leaves out a type of that name.
    if (type === '__proto__' || !isJsonObject(held) || !areUnsetOr(held['identifiers'], isText)) return false
  }
  return true
}
