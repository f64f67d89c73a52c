import { goLowerCase, goTrimSpace } from '../../go/text.ts'
import { zeroTime } from '../go/time.ts'
import { isJsonObject, type JsonObject, member } from '../json.ts'
import type { RowRules } from '../profile.ts'
import type { Derived } from '../schema/identity-schema.ts'
import { writeJson } from '../write-json.ts'
import { fresh } from './import-credentials.ts'
import type { Credential, Identity, Row } from './model.ts'
import type { Stamp } from './stamp.ts'

/**
 * Identifiers that the schema yields replace those of their type; a type for which no trait yields one keeps the
 * identifiers it had, which then stay in force (API reference §6.4).
 */
export function deriveCredentials(credentials: Identity['credentials'], derived: Derived): Record<string, Credential> {
  const result: Record<string, Credential> = { ...credentials }
  for (const type of ['password', 'webauthn'] as const) {
    if (derived[type].length === 0) continue
    result[type] = { ...(result[type] ?? fresh(type, undefined)), type, identifiers: derived[type] }
  }
  if (derived.code.length > 0) {
    const addresses = derived.code.map(({ identifier, via }) => ({ channel: via, address: identifier }))
    const identifiers = [...new Set(derived.code.map(({ identifier }) => identifier))]
    const known = result['code'] ?? { ...fresh('code', {}), version: 1 }
    result['code'] = { ...known, type: 'code', identifiers, config: { addresses } }
  }
  return result
}

/** How an identifier is stored, by type (API reference §4.5, v26.2.0 and older). */
export function normalizeIdentifier(type: string, identifier: string): string {
  const foldsCase = type === 'password' || type === 'webauthn' || type === 'code'
  return foldsCase ? goLowerCase(goTrimSpace(identifier)) : identifier
}

/** A credential that is written for the first time; a `created_at` that it brings stays. */
export function storedCredential(credential: Credential, stamp: Stamp): Credential {
  return {
    ...credential,
    identifiers: normalizedIdentifiers(credential).sort(),
    config: credential.config === undefined ? {} : credential.config,
    created_at: credential.created_at === zeroTime ? stamp.now : credential.created_at,
    updated_at: stamp.now,
  }
}

/**
 * Credentials after an update: unchanged ones may keep their row, all others are written anew. The answer shows the new
 * ones with the times that they came with (API reference §3.2, §6.3).
 */
export function rewriteCredentials(
  original: Row,
  wanted: Identity['credentials'],
  { keepsUnchangedCredentials, showsIdentifiers }: RowRules,
  stamp: Stamp,
): { row: Credential; shown: Credential }[] {
  const keepable = keepsUnchangedCredentials ? Object.values(original.credentials) : []
  const kept = new Map(
    keepable.map((row) => {
      const shown = upgraded(row, original.id)
      return [signature(shown), { row, shown }]
    }),
  )
  return Object.values(wanted).map((credential) => {
    const normalized = { ...credential, identifiers: normalizedIdentifiers(credential) }
    const shown = showsIdentifiers === 'normalised' ? normalized : credential
    return kept.get(signature(normalized)) ?? { row: storedCredential(normalized, stamp), shown }
  })
}

function normalizedIdentifiers({ type, identifiers }: Credential): string[] {
  return (identifiers ?? []).map((identifier) => normalizeIdentifier(type, identifier))
}

function signature({ type, identifiers, version, config }: Credential): string {
  return writeJson([type, [...(identifiers ?? [])].sort(), version, ...(config === undefined ? [] : [config])], {
    sortsKeys: true,
  })
}

/** A row as Kratos hands it to its handlers. */
export function loaded(row: Row): Row {
  const credentials = Object.entries(row.credentials).map(([key, credential]) => [key, upgraded(credential, row.id)])
  return { ...row, credentials: Object.fromEntries(credentials) }
}

/** What reading does to credentials of version 0 (API reference §3.2). */
function upgraded(credential: Credential, identityId: string): Credential {
  if (credential.version !== 0) return credential
  if (credential.type === 'webauthn') return upgradedWebauthn(credential, identityId)
  return credential.type === 'code' ? upgradedCode(credential) : credential
}

/** The id of the identity becomes the user handle. */
function upgradedWebauthn(credential: Credential, identityId: string): Credential {
  const config: JsonObject = isJsonObject(credential.config) ? { ...credential.config } : {}
  if (!member(config, 'user_handle')) {
    config['user_handle'] = Buffer.from(identityId.replaceAll('-', ''), 'hex').toString('base64')
  }
  const keys = member(config, 'credentials')
  if (Array.isArray(keys)) {
    config['credentials'] = keys.map((key) =>
      isJsonObject(key) && member(key, 'is_passwordless') === undefined ? { ...key, is_passwordless: false } : key,
    )
  }
  return { ...credential, config, version: 1 }
}

/** The address type of old moves into a list of addresses. */
function upgradedCode(credential: Credential): Credential {
  const { used_at: _, address_type, ...config } = isJsonObject(credential.config) ? credential.config : {}
  const channel =
    goLowerCase(goTrimSpace(typeof address_type === 'string' ? address_type : '')) === 'sms' ? 'sms' : 'email'
  const known = member(config, 'addresses')
  const added = (credential.identifiers ?? []).map((address) => ({ channel, address }))
  const addresses = [...(Array.isArray(known) ? known : []), ...added]
  return { ...credential, config: addresses.length === 0 ? config : { ...config, addresses }, version: 1 }
}
