import { type Decoded, flag, list, nullUuid, raw, struct, text, time, uuid } from '../go/decode.ts'
import type { FieldRules } from '../profile.ts'

/** Request bodies of the admin API, with Kratos' type names, which its error texts contain. */

const password = struct('identity.AdminIdentityImportCredentialsPassword', {
  config: struct('identity.AdminIdentityImportCredentialsPasswordConfig', {
    hashed_password: text(),
    password: text(),
    use_password_migration_hook: flag,
  }),
})

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

export function recoveryAddress({ recoveryViaType }: FieldRules) {
  return struct('identity.RecoveryAddress', {
    id: uuid,
    value: text(),
    via: text(recoveryViaType),
    created_at: time,
    updated_at: time,
  })
}

/** The body shapes of a server with these fields; it refuses or ignores all others. */
export function identityBodies(rules: FieldRules) {
  const credentials = credentialsBody(rules)
  const externalId = known(rules.externalId, { external_id: text() })
  const create = struct('identity.CreateIdentityBody', {
    schema_id: text(),
    traits: raw,
    credentials,
    verifiable_addresses: list(verifiableAddress),
    recovery_addresses: list(recoveryAddress(rules)),
    metadata_public: raw,
    metadata_admin: raw,
    state,
    ...known(rules.organizationOnCreate, { organization_id: nullUuid }),
    ...externalId,
  })
  const update = struct('identity.UpdateIdentityBody', {
    schema_id: text(),
    traits: raw,
    credentials,
    metadata_public: raw,
    metadata_admin: raw,
    state,
    ...externalId,
  })
  const batch = struct('identity.BatchPatchIdentitiesBody', {
    identities: list(
      struct('identity.BatchIdentityPatch', { create, patch_id: { ...uuid, type: '*uuid.UUID' } }),
      '[]*identity.BatchIdentityPatch',
    ),
  })
  return { create, update, batch }
}

function credentialsBody(rules: FieldRules) {
  const organization = known(rules.linkOptions, { organization: nullUuid })
  const oidcProvider = struct(rules.linkType, {
    subject: text(),
    provider: text(),
    ...known(rules.linkOptions, { use_auto_link: flag }),
    ...organization,
  })
  const samlProvider = struct('identity.AdminCreateIdentityImportCredentialsSAMLProvider', {
    subject: text(),
    provider: text(),
    ...organization,
  })
  const oidc = struct('identity.AdminIdentityImportCredentialsOIDC', {
    config: struct('identity.AdminIdentityImportCredentialsOIDCConfig', { providers: list(oidcProvider) }),
  })
  const saml = struct('identity.AdminIdentityImportCredentialsSAML', {
    config: struct('identity.AdminIdentityImportCredentialsSAMLConfig', { providers: list(samlProvider) }),
  })
  return struct('identity.IdentityWithCredentials', { password, oidc, ...known(rules.samlImport, { saml }) })
}

/** Struct members that only some servers know. All members are optional, so the static type does not depend on the server. */
function known<F extends object>(isKnown: boolean, fields: F): F {
  return isKnown ? fields : ({} as F)
}

export const recoveryCodeBody = struct('code.createRecoveryCodeForIdentityBody', {
  identity_id: uuid,
  expires_in: text(),
  flow_type: text('flow.Type'),
})

export const recoveryLinkBody = struct('link.createRecoveryLinkForIdentityBody', {
  identity_id: uuid,
  expires_in: text(),
})

export type IdentityBodies = ReturnType<typeof identityBodies>
export type CreateBody = Decoded<IdentityBodies['create']>
export type BatchBody = Decoded<IdentityBodies['batch']>
export type CredentialsBody = NonNullable<CreateBody['credentials']>
export type PasswordBody = Decoded<typeof password>
export interface ProvidersBody {
  config?: {
    providers?: ({ subject?: string; provider?: string; use_auto_link?: boolean; organization?: string } | undefined)[]
  }
}
