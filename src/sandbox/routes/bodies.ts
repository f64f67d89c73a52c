import { type Decoded, flag, list, nullUuid, raw, struct, text, time, uuid } from '../go/decode.ts'

/** Request bodies of the admin API, by the names of Kratos' own types, which its error texts show. */

const password = struct('identity.AdminIdentityImportCredentialsPassword', {
  config: struct('identity.AdminIdentityImportCredentialsPasswordConfig', {
    hashed_password: text(),
    password: text(),
    use_password_migration_hook: flag,
  }),
})

const oidc = struct('identity.AdminIdentityImportCredentialsOIDC', {
  config: struct('identity.AdminIdentityImportCredentialsOIDCConfig', {
    providers: list(
      struct('identity.AdminCreateIdentityImportCredentialsOIDCProvider', {
        subject: text(),
        provider: text(),
        use_auto_link: flag,
        organization: nullUuid,
      }),
    ),
  }),
})

const saml = struct('identity.AdminIdentityImportCredentialsSAML', {
  config: struct('identity.AdminIdentityImportCredentialsSAMLConfig', {
    providers: list(
      struct('identity.AdminCreateIdentityImportCredentialsSAMLProvider', {
        subject: text(),
        provider: text(),
        organization: nullUuid,
      }),
    ),
  }),
})

const credentials = struct('identity.IdentityWithCredentials', { password, oidc, saml })

export const state = text('identity.State')

export const verifiableAddress = struct('identity.VerifiableAddress', {
  id: uuid,
  value: text(),
  verified: flag,
  via: text(),
  status: text('identity.VerifiableAddressStatus'),
  verified_at: time,
  created_at: time,
  updated_at: time,
})

export const recoveryAddress = struct('identity.RecoveryAddress', {
  id: uuid,
  value: text(),
  via: text(),
  created_at: time,
  updated_at: time,
})

export const createBody = struct('identity.CreateIdentityBody', {
  schema_id: text(),
  traits: raw,
  credentials,
  verifiable_addresses: list(verifiableAddress),
  recovery_addresses: list(recoveryAddress),
  metadata_public: raw,
  metadata_admin: raw,
  state,
  organization_id: nullUuid,
  external_id: text(),
})

export const updateBody = struct('identity.UpdateIdentityBody', {
  schema_id: text(),
  traits: raw,
  credentials,
  metadata_public: raw,
  metadata_admin: raw,
  state,
  external_id: text(),
})

export const batchBody = struct('identity.BatchPatchIdentitiesBody', {
  identities: list(
    struct('identity.BatchIdentityPatch', { create: createBody, patch_id: { ...uuid, type: '*uuid.UUID' } }),
    '[]*identity.BatchIdentityPatch',
  ),
})

export const recoveryCodeBody = struct('code.createRecoveryCodeForIdentityBody', {
  identity_id: uuid,
  expires_in: text(),
  flow_type: text('flow.Type'),
})

export const recoveryLinkBody = struct('link.createRecoveryLinkForIdentityBody', {
  identity_id: uuid,
  expires_in: text(),
})

export type CreateBody = Decoded<typeof createBody>
export type BatchBody = Decoded<typeof batchBody>
export type CredentialsBody = Decoded<typeof credentials>
export type PasswordBody = Decoded<typeof password>
export interface ProvidersBody {
  config?: {
    providers?: ({ subject?: string; provider?: string; use_auto_link?: boolean; organization?: string } | undefined)[]
  }
}
