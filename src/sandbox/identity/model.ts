import type { Json } from '../json.ts'

export interface VerifiableAddress {
  /** `''` until the row is written. */
  readonly id: string
  readonly value: string
  readonly verified: boolean
  readonly via: string
  readonly status: string
  readonly verified_at?: string
  readonly created_at: string
  readonly updated_at: string
}

export interface RecoveryAddress {
  readonly id: string
  readonly value: string
  readonly via: string
  readonly created_at: string
  readonly updated_at: string
}

export interface Credential {
  readonly type: string
  /** `null` = never set, as shown in the answer to the write; a stored row has a list. */
  readonly identifiers: readonly string[] | null
  /** `undefined` = never set. A write treats it as different from the `{}` that the stored row has. */
  readonly config: Json | undefined
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

/**
 * An identity while one request works on it. Metadata that was not sent is `undefined`: the answer to the write then leaves out
 * `metadata_admin` (API reference §3.2). Rows hold `null` instead.
 */
export interface Identity {
  readonly id: string
  /** `''` = none. */
  readonly external_id: string
  readonly credentials: Readonly<Record<string, Credential>>
  readonly schema_id: string
  readonly state: string
  readonly state_changed_at?: string
  readonly traits: Json | undefined
  readonly verifiable_addresses: readonly VerifiableAddress[]
  readonly recovery_addresses: readonly RecoveryAddress[]
  readonly metadata_public: Json | undefined
  readonly metadata_admin: Json | undefined
  readonly created_at: string
  readonly updated_at: string
  readonly organization_id: string | null
}

/** A stored identity: normalised, with ids and times, addresses in id order, identifiers sorted. */
export interface Row extends Identity {
  readonly traits: Json
  readonly metadata_public: Json
  readonly metadata_admin: Json
}

/** A stored session; the API shows additional members. */
export interface SessionRow {
  readonly id: string
  readonly identity_id: string
  readonly active: boolean
  readonly issued_at: string
  readonly expires_at: string
  /** The device that signed in. */
  readonly device_id: string
}

/** The values that must be unique in the store, one text each (API reference §4.6). */
export function uniqueKeys(row: Identity): string[] {
  return [...rowKeys(row), ...identifierKeys(row)]
}

/** The unique values of the identity and its addresses. Kratos writes them, and finds conflicts in them, before credentials. */
export function rowKeys(row: Identity): string[] {
  return [
    ...(row.external_id === '' ? [] : [`external ${row.external_id}`]),
    ...row.verifiable_addresses.flatMap((address) => [
      `verifiable-id ${address.id}`,
      addressKey('verifiable', address),
    ]),
    ...row.recovery_addresses.flatMap((address) => [`recovery-id ${address.id}`, addressKey('recovery', address)]),
  ]
}

function identifierKeys(row: Identity): string[] {
  return Object.values(row.credentials).flatMap((credential) =>
    (credential.identifiers ?? []).map((identifier) => identifierKey(credential.type, identifier)),
  )
}

export function identifierKey(type: string, identifier: string): string {
  return `identifier ${type} ${identifier}`
}

function addressKey(kind: 'verifiable' | 'recovery', address: { via: string; value: string }): string {
  return `${kind} ${address.via} ${address.value}`
}
