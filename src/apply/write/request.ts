import type { Edit } from '../../identity/edit.ts'
import { findAddress } from '../../identity-schema/address.ts'
import type { CreateChange } from '../../model/change.ts'
import type { DerivedAddress, DerivedData } from '../../model/derived.ts'
import type { DeclaredAddress, LiveIdentity, Mark } from '../../model/identity.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { ResolvedCredentials } from './resolve-credentials.ts'

/** An identity as it will be created. */
interface Wanted {
  readonly edits: readonly Edit[]
  /** After the edits, and with the mark as sent. */
  readonly intended: LiveIdentity
  /** From its traits. */
  readonly derived: DerivedData | undefined
  readonly credentials: ResolvedCredentials | undefined
}

/** The body of `POST /admin/identities` (API reference §4.1): only what the document gives, and the mark. */
export function createBody(
  change: CreateChange,
  { edits, intended: wanted, derived, credentials }: Wanted,
): JsonObject {
  const body: JsonObject = { schema_id: wanted.schema_id, traits: wanted.traits }
  if (edits.some(({ path, after }) => path === '/state' && after !== undefined)) body['state'] = wanted.state
  if (wanted.external_id !== undefined) body['external_id'] = wanted.external_id
  if (wanted.organization_id !== undefined) body['organization_id'] = wanted.organization_id
  if (wanted.metadata_public !== null) body['metadata_public'] = wanted.metadata_public
  body['metadata_admin'] = wanted.metadata_admin
  const { verifiable, recovery } = derived ?? { verifiable: [], recovery: [] }
  if (change.verifiable_addresses) body['verifiable_addresses'] = spelled(change.verifiable_addresses, verifiable)
  if (change.recovery_addresses) body['recovery_addresses'] = spelled(change.recovery_addresses, recovery)
  if (credentials !== undefined) body['credentials'] = credentials.body
  return body
}

/** Spells addresses like the traits they come from; releases up to v26.2 recognise a phone number only then (API reference §4.5). */
function spelled(declared: readonly DeclaredAddress[], yielded: readonly DerivedAddress[]): Json {
  return declared.map((address) => ({ ...address, ...findAddress(yielded, address) }))
}

/** The mark with the digests of values that only apply knows. */
export function completeMark(mark: Mark, digests: Mark['fields']): Mark {
  return { ...mark, fields: { ...mark.fields, ...digests } }
}

/** The mark with the fingerprint of a password hash that came from a reference. */
export function withFingerprint(mark: Mark, credentials: ResolvedCredentials | undefined): Mark {
  const digest = credentials?.referencedHash
  if (digest === undefined) return mark
  const { version = 0, ...password } = mark.credentials?.password ?? {}
  return {
    ...mark,
    credentials: {
      ...mark.credentials,
      password: { ...password, digest, ...present({ version: version || undefined }) },
    },
  }
}
