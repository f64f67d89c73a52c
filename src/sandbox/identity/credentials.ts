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
 * Replaces the identifiers of each type with those that the schema yields. A type for which no trait yields one keeps its
 * identifiers, and they still sign in (API reference §6.4).
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

/** The stored form of an identifier, by type (API reference §4.5, v26.2.0 and older). */
export function normalizeIdentifier(type: string, identifier: string): string {
  const foldsCase = type === 'password' || type === 'webauthn' || type === 'code'
  return foldsCase ? goLowerCase(goTrimSpace(identifier)) : identifier
}

/** A credential that is written for the first time. Keeps a supplied `created_at`. */
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
 * Credentials after an update: unchanged ones may keep their row, all others are written again. The answer shows the rewritten
 * ones with the times that they had before the write (API reference §3.2, §6.3).
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

/** A row as Kratos loads it for its handlers, with old credentials upgraded. */
export function loaded(row: Row): Row {
  const credentials = Object.entries(row.credentials).map(([key, credential]) => [key, upgraded(credential, row.id)])
  return { ...row, credentials: Object.fromEntries(credentials) }
}

/** Upgrades a credential of version 0, as Kratos does on reading (API reference §3.2). */
function upgraded(credential: Credential, identityId: string): Credential {
  if (credential.version !== 0) return credential
  if (credential.type === 'webauthn') return upgradedWebauthn(credential, identityId)
  return credential.type === 'code' ? upgradedCode(credential) : credential
}

/** Sets the identity's id as the user handle if there is none. */
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

/** Replaces the former single address type by a list of addresses. */
function upgradedCode(credential: Credential): Credential {
  const { used_at: _, address_type, ...config } = isJsonObject(credential.config) ? credential.config : {}
  const channel =
    goLowerCase(goTrimSpace(typeof address_type === 'string' ? address_type : '')) === 'sms' ? 'sms' : 'email'
  const known = member(config, 'addresses')
  const added = (credential.identifiers ?? []).map((address) => ({ channel, address }))
  const addresses = [...(Array.isArray(known) ? known : []), ...added]
  return { ...credential, config: addresses.length === 0 ? config : { ...config, addresses }, version: 1 }
}
