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
import { zeroTime } from '../go/time.ts'
import { nilUuid } from '../go/uuid.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { readText } from '../http/read-body.ts'
import type { Route } from '../http/router.ts'
import type { Credential, Identity } from '../identity/model.ts'
import { renderForPatch, renderIdentity } from '../identity/render.ts'
import { update } from '../identity/write.ts'
import { applyJsonPatch } from '../json-patch.ts'
import type { Kratos } from '../kratos.ts'
import { recoveryAddress, state, verifiableAddress } from './bodies.ts'
import { recoveryOf, verifiableOf } from './create-identity.ts'
import { findIdentity } from './read-identity.ts'

const credential = struct('identity.Credentials', {
  type: text('identity.CredentialsType'),
  identifiers: list(text()),
  config: raw,
  version: int,
  created_at: time,
  updated_at: time,
})

/** The patched document goes back into Kratos' own type: unknown members are dropped, wrong types are an error. */
const patched = struct('identity.WithCredentialsAndAdminMetadataInJSON', {
  id: uuid,
  external_id: nullString,
  credentials: map(credential, 'map[identity.CredentialsType]identity.Credentials'),
  schema_id: text(),
  schema_url: text(),
  state,
  state_changed_at: time,
  traits: raw,
  verifiable_addresses: list(verifiableAddress),
  recovery_addresses: list(recoveryAddress),
  metadata_public: raw,
  metadata_admin: raw,
  created_at: time,
  updated_at: time,
  organization_id: nullUuid,
})

type Patched = Decoded<typeof patched>

/** `PATCH /admin/identities/{id}`: a JSON Patch over the whole identity, credentials included (API reference §7). */
export const patchIdentity: Route = {
  port: 'admin',
  method: 'PATCH',
  pattern: '/admin/identities/:id',
  handle(call, kratos) {
    const patch = readText(call.request)
    const row = findIdentity(call, kratos)
    const document = patchedDocument(row, patch, kratos)
    const changed = identityFrom(document)
    if (changed.state !== row.state && changed.state !== 'active' && changed.state !== 'inactive') {
      const rule = "Valid states are ('active', 'inactive')."
      throw badRequest(`The supplied state ('${changed.state}') was not valid. ${rule}`, 'identity state is not valid')
    }
    const moved = changed.state === row.state ? changed : { ...changed, state_changed_at: kratos.clock.now() }
    const { shown } = update(moved, kratos)
    return jsonAnswer(200, renderIdentity(shown, document.schema_url ?? '', 'no-config'))
  },
}

function patchedDocument(row: Identity, patch: string, kratos: Kratos): Patched {
  const document = renderForPatch(row, kratos.schemas.urlOf(row.schema_id))
  const result = applyJsonPatch(document, patch, { denied: kratos.profile.deniedPatchPaths })
  if (!result.ok) throw patchProblem(result.message)
  try {
    return decode(result.document, patched, { strict: false }) ?? {}
  } catch (error) {
    if (error instanceof GoJsonError) throw patchProblem(error.message)
    throw error
  }
}

function patchProblem(message: string): ApiError {
  return badRequest('An error occured when applying the JSON patch', message)
}

function identityFrom(document: Patched): Identity {
  const credentials = [...(document.credentials ?? [])].map(
    ([key, value]) => [key, credentialFrom(value ?? {})] as const,
  )
  return {
    id: document.id ?? nilUuid,
    external_id: document.external_id ?? '',
    credentials: Object.fromEntries(credentials),
    schema_id: document.schema_id ?? '',
    state: document.state ?? '',
    ...(document.state_changed_at === undefined ? {} : { state_changed_at: document.state_changed_at }),
    traits: document.traits,
    verifiable_addresses: (document.verifiable_addresses ?? []).map((address) => verifiableOf(address ?? {})),
    recovery_addresses: (document.recovery_addresses ?? []).map((address) => recoveryOf(address ?? {})),
    metadata_public: document.metadata_public,
    metadata_admin: document.metadata_admin,
    created_at: document.created_at ?? zeroTime,
    updated_at: document.updated_at ?? zeroTime,
    organization_id: document.organization_id ?? null,
  }
}

/** `type` may be missing: the schema completes it for the types that it derives; it is an error for all others. */
function credentialFrom(value: Decoded<typeof credential>): Credential {
  return {
    type: value.type ?? '',
    identifiers: value.identifiers?.map((identifier) => identifier ?? '') ?? null,
    config: value.config ?? {},
    version: value.version ?? 0,
    created_at: value.created_at ?? zeroTime,
    updated_at: value.updated_at ?? zeroTime,
  }
}
