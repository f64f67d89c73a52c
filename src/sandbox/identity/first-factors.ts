import { goTrimSpace } from '../../go/text.ts'
import { parseGoUrl } from '../../go/url.ts'
import { plainError } from '../errors.ts'
import { bytes, decode, flag, list, type Shape, struct, text, time } from '../go/decode.ts'
import { GoJsonError } from '../go/json-error.ts'
import type { SandboxSettings } from '../settings.ts'
import type { Credential, Identity } from './model.ts'

const password = struct('identity.CredentialsPassword', {
  hashed_password: text(),
  use_password_migration_hook: flag,
})

const links = struct('identity.CredentialsOIDC', {
  providers: list(
    struct('identity.CredentialsOIDCProvider', {
      subject: text(),
      provider: text(),
      initial_id_token: text(),
      initial_access_token: text(),
      initial_refresh_token: text(),
      organization: text(),
    }),
  ),
})

const keys = struct('identity.CredentialsWebAuthnConfig', {
  credentials: list(
    struct('identity.CredentialWebAuthn', {
      id: bytes,
      public_key: bytes,
      attestation_type: text(),
      display_name: text(),
      added_at: time,
      is_passwordless: flag,
    }),
    'identity.CredentialsWebAuthn',
  ),
  user_handle: bytes,
})

const totp = struct('identity.CredentialsTOTPConfig', { totp_url: text() })

const codes = struct('identity.CredentialsLookupConfig', {
  recovery_codes: list(struct('identity.RecoveryCode', { code: text() })),
})

type Counters = Readonly<Record<string, (credential: Credential) => number>>

const first: Counters = {
  password(credential) {
    // A migration hook counts only if the server has one configured; the sandbox has none.
    const { hashed_password } = configOf(credential, password)
    return hasIdentifier(credential) && hashed_password ? 1 : 0
  },
  oidc(credential) {
    const providers = configOf(credential, links).providers ?? []
    return providers.filter((link) => {
      // Counts only complete links without organization whose identifier the credential has.
      if (!link?.provider || !link.subject || link.organization) return false
      return credential.identifiers?.includes(`${link.provider}:${link.subject}`)
    }).length
  },
  webauthn(credential) {
    const passwordless = (configOf(credential, keys).credentials ?? []).filter((key) => key?.is_passwordless)
    return hasIdentifier(credential) ? passwordless.length : 0
  },
  passkey: (credential) => (hasIdentifier(credential) ? (configOf(credential, keys).credentials?.length ?? 0) : 0),
}

const second: Counters = {
  totp(credential) {
    const url = configOf(credential, totp).totp_url ?? ''
    return url !== '' && parseGoUrl(goTrimSpace(url)) !== undefined ? 1 : 0
  },
  webauthn: (credential) =>
    (configOf(credential, keys).credentials ?? []).filter((key) => key?.is_passwordless !== true).length,
  lookup_secret: (credential) => configOf(credential, codes).recovery_codes?.length ?? 0,
}

/**
 * Number of first factors, which Kratos checks before it deletes one (API reference §9.2); SAML does not count. Throws the 500
 * for a `config` of the wrong type.
 */
export function countFirstFactors(credentials: Identity['credentials'], settings: SandboxSettings): number {
  return count(credentials, first) + (settings.passwordless === true ? 1 : 0)
}

/** Every write counts second factors, and first factors only if there is no second one. Throws like `countFirstFactors`. */
export function checkFactors(credentials: Identity['credentials']): void {
  if (count(credentials, second) === 0) count(credentials, first)
}

function count(credentials: Identity['credentials'], counters: Counters): number {
  const byType = new Map(Object.values(credentials).map((credential) => [credential.type, credential]))
  const counts = Object.entries(counters).map(([type, of]) => {
    const credential = byType.get(type)
    return credential === undefined ? 0 : of(credential)
  })
  return counts.reduce((sum, one) => sum + one, 0)
}

function hasIdentifier({ identifiers }: Credential): boolean {
  return (identifiers ?? []).some((identifier) => identifier !== '')
}

function configOf<T extends object>({ config }: Credential, shape: Shape<T>): Partial<T> {
  try {
    return config === undefined ? {} : (decode(config, shape, { strict: false }) ?? {})
  } catch (error) {
    if (error instanceof GoJsonError) throw plainError(error.message)
    throw error
  }
}
