import { badRequest } from '../errors.ts'
import { zeroTime } from '../go/time.ts'
import { nilUuid } from '../go/uuid.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { readText } from '../http/read-body.ts'
import type { Route } from '../http/router.ts'
import type { Credential, Identity } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import { update } from '../identity/write.ts'
import type { Kratos } from '../kratos.ts'
import { present } from '../present.ts'
import { recoveryOf, verifiableOf } from './create-identity.ts'
import { type Patched, type PatchedCredential, patchedDocument } from './patched-document.ts'
import { findIdentity } from './read-identity.ts'

/** `PATCH /admin/identities/{id}`: a JSON Patch over the whole identity (API reference §7). */
export const patchIdentity: Route = {
  port: 'admin',
  method: 'PATCH',
  pattern: '/admin/identities/:id',
  handle(call, kratos) {
    const patch = readText(call.request)
    const row = findIdentity(call, kratos)
    const document = patchedDocument(row, patch, kratos)
    const changed = identityFrom(document, row, kratos)
    if (changed.state !== row.state && changed.state !== 'active' && changed.state !== 'inactive') {
      const rule = "Valid states are ('active', 'inactive')."
      throw badRequest(`The supplied state ('${changed.state}') was not valid. ${rule}`, 'identity state is not valid')
    }
    const moved = changed.state === row.state ? changed : { ...changed, state_changed_at: kratos.clock.now() }
    const { shown } = update(moved, kratos)
    return jsonAnswer(200, renderIdentity(shown, document.schema_url ?? '', 'no-config'))
  },
}

function identityFrom(document: Patched, row: Identity, kratos: Kratos): Identity {
  return {
    id: document.id ?? nilUuid,
    external_id: document.external_id ?? '',
    credentials: credentialsFrom(document, row, kratos),
    schema_id: document.schema_id ?? '',
    state: document.state ?? '',
    ...present({ state_changed_at: document.state_changed_at }),
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

/** Without `hasCredentials`, credentials that a patch adds replace the stored ones by type; if none are stored, they are dropped. */
function credentialsFrom(document: Patched, row: Identity, { profile }: Kratos): Identity['credentials'] {
  const patched = [...(document.credentials ?? [])].map(([key, value]) => [key, credentialFrom(value ?? {})] as const)
  if (profile.patch.hasCredentials) return Object.fromEntries(patched)
  const hasAny = Object.keys(row.credentials).length > 0
  return hasAny ? { ...row.credentials, ...Object.fromEntries(patched) } : {}
}

/** `type` may be missing: the schema sets it for the types that it derives. For other types that is an error. */
function credentialFrom(value: PatchedCredential): Credential {
  return {
    type: value.type ?? '',
    identifiers: value.identifiers?.map((identifier) => identifier ?? '') ?? null,
    config: value.config,
    version: value.version ?? 0,
    created_at: value.created_at ?? zeroTime,
    updated_at: value.updated_at ?? zeroTime,
  }
}
