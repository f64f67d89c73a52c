import { plainError } from '../errors.ts'
import { decode, flag, list, type Shape, struct, text } from '../go/decode.ts'
import { GoJsonError } from '../go/json-error.ts'
import type { SandboxSettings } from '../settings.ts'
import type { Credential, Identity } from './model.ts'

const password = struct('identity.CredentialsPassword', {
  hashed_password: text(),
  use_password_migration_hook: flag,
})

const links = struct('identity.CredentialsOIDC', {
  providers: list(
    struct('identity.CredentialsOIDCProvider', { subject: text(), provider: text(), organization: text() }),
  ),
})

const keys = struct('identity.CredentialsWebAuthnConfig', {
  credentials: list(struct('identity.CredentialWebAuthn', { is_passwordless: flag }), 'identity.CredentialsWebAuthn'),
})

const counters: Readonly<Record<string, (credential: Credential) => number>> = {
  // A migration hook counts only where the server has one configured; this one has none.
  password: (credential) => (hasIdentifier(credential) && configOf(credential, password).hashed_password ? 1 : 0),
  oidc(credential) {
    const providers = configOf(credential, links).providers ?? []
    return providers.filter((link) => {
      // Only complete links without organization that are among the identifiers.
      if (!link?.provider || !link.subject || link.organization) return false
      return credential.identifiers?.includes(`${link.provider}:${link.subject}`)
    }).length
  },
  webauthn(credential) {
    const passwordless = (configOf(credential, keys).credentials ?? []).filter((key) => key?.is_passwordless)
    return hasIdentifier(credential) ? passwordless.length : 0
  },
  passkey(credential) {
    const count = configOf(credential, keys).credentials?.length ?? 0
    return hasIdentifier(credential) ? count : 0
  },
}

/**
 * How many ways to sign in Kratos counts before it lets go of one (API reference §9.2); SAML is not among them. It
 * counts at every write, too, and fails with a 500 when the `config` of a credential is not of its type.
 */
export function countFirstFactors(credentials: Identity['credentials'], settings: SandboxSettings): number {
  const counts = Object.values(credentials).map((credential) => counters[credential.type]?.(credential) ?? 0)
  return counts.reduce((sum, count) => sum + count, settings.passwordless === true ? 1 : 0)
}

function hasIdentifier({ identifiers }: Credential): boolean {
  return (identifiers ?? []).some((identifier) => identifier !== '')
}

function configOf<T extends object>({ config }: Credential, shape: Shape<T>): Partial<T> {
  try {
    return decode(config, shape, { strict: false }) ?? {}
  } catch (error) {
    if (error instanceof GoJsonError) throw plainError(error.message)
    throw error
  }
}
