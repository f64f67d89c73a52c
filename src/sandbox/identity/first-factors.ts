import { isJsonObject, type Json, member } from '../json.ts'
import type { SandboxSettings } from '../settings.ts'
import type { Credential, Identity } from './model.ts'

/** How many ways to sign in Kratos counts before it lets go of one (API reference §9.2). SAML is not among them. */
export function countFirstFactors(credentials: Identity['credentials'], settings: SandboxSettings): number {
  const counts = Object.values(credentials).map((credential) => countOf(credential))
  return counts.reduce((sum, count) => sum + count, settings.passwordless === true ? 1 : 0)
}

function countOf(credential: Credential): number {
  const hasIdentifier = (credential.identifiers ?? []).some((identifier) => identifier !== '')
  switch (credential.type) {
    case 'password':
      // A migration hook counts only where the server has one configured; this one has none.
      return hasIdentifier && memberOf(credential.config, 'hashed_password') ? 1 : 0
    case 'oidc':
      return entries(credential.config, 'providers').filter((provider) => isPlainLink(provider, credential)).length
    case 'webauthn': {
      const keys = entries(credential.config, 'credentials')
      return hasIdentifier ? keys.filter((key) => memberOf(key, 'is_passwordless') === true).length : 0
    }
    case 'passkey':
      return hasIdentifier ? entries(credential.config, 'credentials').length : 0
    default:
      return 0
  }
}

/** A complete link without organization that is among the identifiers. */
function isPlainLink(entry: Json, { identifiers }: Credential): boolean {
  const provider = memberOf(entry, 'provider')
  const subject = memberOf(entry, 'subject')
  if (!provider || !subject || memberOf(entry, 'organization')) return false
  return (identifiers ?? []).includes(`${provider}:${subject}`)
}

function entries(config: Json, name: string): Json[] {
  const value = memberOf(config, name)
  return Array.isArray(value) ? value : []
}

function memberOf(value: Json, name: string): Json | undefined {
  return isJsonObject(value) ? member(value, name) : undefined
}
