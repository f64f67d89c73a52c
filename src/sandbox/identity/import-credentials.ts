import { zeroTime } from '../go/time.ts'
import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'
import { present } from '../present.ts'
import type { CredentialsBody, PasswordBody, ProvidersBody } from '../routes/bodies.ts'
import type { Credential, Identity } from './model.ts'
import { checkHashFormat, hashPassword } from './password-hash.ts'

/**
 * Adds `credentials` of a create or PUT body to those of the identity (API reference §5), and hashes plain passwords. Throws
 * `ApiError` for a hash of unknown format (400) and a password that cannot be hashed (500).
 */
export async function importCredentials(
  credentials: Identity['credentials'],
  body: CredentialsBody | undefined,
  bcryptCost: number,
): Promise<Identity['credentials']> {
  const result = { ...credentials }
  if (body?.password !== undefined) result['password'] = await importPassword(body.password, bcryptCost)
  if (body?.oidc !== undefined) result['oidc'] = importLinks(result['oidc'], 'oidc', body.oidc)
  if (body?.saml !== undefined) result['saml'] = importLinks(result['saml'], 'saml', body.saml)
  return result
}

/** Replaces the password credential; its identifiers are derived from the schema later. */
async function importPassword(body: PasswordBody, bcryptCost: number): Promise<Credential> {
  const config = body.config ?? {}
  if (config.use_password_migration_hook === true) {
    return fresh('password', { hashed_password: '', use_password_migration_hook: true })
  }
  const hashed = config.password ? await hashPassword(config.password, bcryptCost) : (config.hashed_password ?? '')
  checkHashFormat(hashed)
  return fresh('password', { hashed_password: hashed })
}

/** Appends links without checking for duplicates: the unique index does that (API reference §5.3). */
function importLinks(existing: Credential | undefined, type: 'oidc' | 'saml', body: ProvidersBody): Credential {
  const links = (body.config?.providers ?? []).map((link) => link ?? {})
  const identifiers = links.map((link) => `${link.provider ?? ''}:${link.subject ?? ''}`)
  const providers = links.map(
    (link): JsonObject => ({
      subject: link.subject ?? '',
      provider: link.provider ?? '',
      initial_id_token: '',
      initial_access_token: '',
      initial_refresh_token: '',
      ...present({
        organization: link.organization,
        use_auto_link: (type === 'oidc' && link.use_auto_link) || undefined,
      }),
    }),
  )
  if (existing === undefined) {
    const empty = links.length === 0
    return { ...fresh(type, { providers: empty ? null : providers }), identifiers: empty ? null : identifiers }
  }
  const known = storedProviders(existing.config)
  const all = known === null && providers.length === 0 ? null : [...(known ?? []), ...providers]
  return {
    ...existing,
    identifiers: [...(existing.identifiers ?? []), ...identifiers],
    config: { ...(isJsonObject(existing.config) ? existing.config : {}), providers: all },
  }
}

function storedProviders(config: Json | undefined): Json[] | null {
  const providers = isJsonObject(config) ? member(config, 'providers') : undefined
  return Array.isArray(providers) ? providers : null
}

/** A credential that is not stored yet: the answer to the write shows zero times (API reference §3.2). */
export function fresh(type: string, config: Json | undefined): Credential {
  return { type, identifiers: null, config, version: 0, created_at: zeroTime, updated_at: zeroTime }
}
