import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'
import { present } from '../present.ts'
import type { Credential, Identity, RecoveryAddress, VerifiableAddress } from './model.ts'

/**
 * Which credentials to show: none, all without `config`, or all with the `config` of some types. `stored` is the document for a
 * JSON Patch: every `config` as stored (API reference §7.3).
 */
export type CredentialView = 'none' | 'no-config' | 'stored' | ConfigView

export interface ConfigView {
  readonly configOf: ReadonlySet<string>
  /** Show an empty `organization` for links without one. */
  readonly emptyOrganization: boolean
  /** Show `use_auto_link` of links. */
  readonly autoLink: boolean
}

/** An identity as JSON, in Kratos' member order (API reference §3.1). */
export function renderIdentity(identity: Identity, schemaUrl: string, view: CredentialView): JsonObject {
  const credentials = view === 'none' ? [] : Object.keys(identity.credentials).sort()
  const shown = credentials.map(
    (key) => [key, renderCredential(identity.credentials[key] as Credential, view)] as const,
  )
  return present({
    id: identity.id,
    external_id: identity.external_id || undefined,
    credentials: shown.length === 0 ? undefined : Object.fromEntries(shown),
    schema_id: identity.schema_id,
    schema_url: schemaUrl,
    state: identity.state,
    state_changed_at: identity.state_changed_at,
    traits: identity.traits ?? null,
    verifiable_addresses: listed(identity.verifiable_addresses.map(renderVerifiable)),
    recovery_addresses: listed(identity.recovery_addresses.map(renderRecovery)),
    metadata_public: identity.metadata_public ?? null,
    metadata_admin: identity.metadata_admin,
    created_at: identity.created_at,
    updated_at: identity.updated_at,
    organization_id: identity.organization_id,
  })
}

function listed(items: Json[]): Json[] | undefined {
  return items.length === 0 ? undefined : items
}

function renderVerifiable(address: VerifiableAddress): JsonObject {
  return present({
    id: address.id,
    value: address.value,
    verified: address.verified,
    via: address.via,
    status: address.status,
    verified_at: address.verified_at,
    ...timesOf(address),
  })
}

function renderRecovery(address: RecoveryAddress): JsonObject {
  return {
    id: address.id,
    value: address.value,
    via: address.via,
    ...timesOf(address),
  }
}

function timesOf({ created_at, updated_at }: RecoveryAddress): JsonObject {
  return { created_at, updated_at }
}

function renderCredential(credential: Credential, view: CredentialView): JsonObject {
  return present({
    type: credential.type,
    identifiers: credential.identifiers === null ? null : [...credential.identifiers],
    config: shownConfig(credential, view),
    version: credential.version,
    created_at: credential.created_at,
    updated_at: credential.updated_at,
  })
}

function shownConfig(credential: Credential, view: CredentialView): Json | undefined {
  if (view === 'stored') return credential.config
  return typeof view === 'object' && view.configOf.has(credential.type) ? publishedConfig(credential, view) : undefined
}

/** Rebuilds oidc and saml; every other type is shown as stored, including secrets (API reference §2.6). */
function publishedConfig(credential: Credential, view: ConfigView): Json | undefined {
  if (credential.type !== 'oidc' && credential.type !== 'saml') return credential.config
  const providers = isJsonObject(credential.config) ? member(credential.config, 'providers') : undefined
  if (providers === undefined) return undefined
  // Kratos stores an empty imported list as `null`, and shows it as if it were one provider.
  const entries = Array.isArray(providers) ? providers : [providers]
  if (entries.length === 0) return undefined
  const { type } = credential
  return { providers: entries.map((entry) => publishedProvider(isJsonObject(entry) ? entry : {}, type, view)) }
}

function publishedProvider(entry: JsonObject, type: string, { emptyOrganization, autoLink }: ConfigView): JsonObject {
  const organization = textMember(entry, 'organization')
  return {
    // Nobody signs in to the sandbox, so there are no tokens.
    ...(type === 'oidc' && { initial_id_token: '', initial_access_token: '', initial_refresh_token: '' }),
    subject: textMember(entry, 'subject'),
    provider: textMember(entry, 'provider'),
    ...present({
      organization: organization === '' && !emptyOrganization ? undefined : organization,
      use_auto_link: (autoLink && member(entry, 'use_auto_link') === true) || undefined,
    }),
  }
}

function textMember(object: JsonObject, key: string): string {
  const value = member(object, key)
  return typeof value === 'string' ? value : ''
}
