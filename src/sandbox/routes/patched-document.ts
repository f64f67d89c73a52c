import { type ApiError, badRequest } from '../errors.ts'
import {
  type Decoded,
  decode,
  int,
  list,
  map,
  nullString,
  nullUuid,
  raw,
  struct,
  text,
  time,
  uuid,
} from '../go/decode.ts'
import { GoJsonError } from '../go/json-error.ts'
import type { Identity } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import { applyJsonPatch } from '../json-patch.ts'
import type { Kratos } from '../kratos.ts'
import type { FieldRules } from '../profile.ts'
import { recoveryAddress, state, verifiableAddress } from './bodies.ts'
import { overStored } from './over-stored.ts'

const credential = struct('identity.Credentials', {
  type: text('identity.CredentialsType'),
  identifiers: list(text()),
  config: raw,
  version: int,
  created_at: time,
  updated_at: time,
})

const membersOf = (rules: FieldRules) => ({
  id: uuid,
  external_id: nullString,
  credentials: map(credential, 'map[identity.CredentialsType]identity.Credentials'),
  schema_id: text(),
  schema_url: text(),
  state,
  state_changed_at: time,
  traits: raw,
  verifiable_addresses: list(verifiableAddress),
  recovery_addresses: list(recoveryAddress(rules)),
  metadata_public: raw,
  metadata_admin: raw,
  created_at: time,
  updated_at: time,
  organization_id: nullUuid,
})

export type PatchedCredential = Decoded<typeof credential>
export type Patched = Decoded<ReturnType<typeof shapeOf>>

/** The identity after a patch. Throws the 400 of a patch that cannot be applied (API reference §7). */
export function patchedDocument(row: Identity, patch: string, kratos: Kratos): Patched {
  const rules = kratos.profile.patch
  const schemaUrl = kratos.schemas.urlOf(row.schema_id)
  const stored = renderIdentity(row, schemaUrl, rules.hasCredentials ? 'stored' : 'none')
  const result = applyJsonPatch(stored, patch, rules)
  if (!result.ok) throw patchProblem(result.message)
  const document = rules.decodes === 'anew' ? result.document : overStored(stored, result.document)
  try {
    return decode(document, shapeOf(kratos), { strict: false, rewritten: true }) ?? {}
  } catch (error) {
    if (error instanceof GoJsonError) throw patchProblem(error.message)
    throw error
  }
}

/** Kratos' type that the patched document is decoded into: drops unknown members, and refuses wrong types. */
function shapeOf({ profile }: Kratos) {
  const members = membersOf(profile.fields)
  const { external_id, ...others } = members
  return struct(profile.patch.documentType, profile.fields.externalId ? members : (others as typeof members))
}

function patchProblem(message: string): ApiError {
  return badRequest('An error occured when applying the JSON patch', message)
}
