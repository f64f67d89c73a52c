import { SandboxError } from './errors.ts'
import { presetSchemas } from './network/presets.ts'
import type { Profile } from './profile.ts'

/** Types that Kratos knows and `include_credential` can ask for. */
const credentialTypes = [
  'password',
  'oidc',
  'saml',
  'totp',
  'lookup_secret',
  'webauthn',
  'code',
  'link_recovery',
  'code_recovery',
  'passkey',
]

const v26_2_0: Profile = {
  name: 'v26.2.0',
  about: 'Ory Kratos v26.2.0, recorded',
  proof: 'recorded',
  version: 'v26.2.0',
  maxBody: 5 * 1024 * 1024,
  http: {
    ports: 'separate',
    adminPrefix: 'added',
    trailingSlash: 'unknown',
    publicPath: 'redirected',
    cleansPaths: 'first',
    cleanPathStatus: 307,
    escapedSlash: 'in-segment',
    impliedMethod: 'HEAD',
    uncached: 'gets',
    errorIds: true,
    countsSessions: false,
  },
  fields: {
    externalId: true,
    organizationOnCreate: true,
    samlImport: true,
    linkOptions: true,
    linkType: 'identity.AdminCreateIdentityImportCredentialsOIDCProvider',
    recoveryViaType: 'string',
  },
  list: {
    defaultSize: 250,
    maxSize: 500,
    maxLegacySize: 500,
    negativeSize: 'default',
    maxIds: 500,
    organizationFilter: true,
    combinesFilters: false,
    tooManyFilters: 'You cannot combine multiple filters in this API',
    badCredentialShows: 'value',
    readsFirst: 'ids',
  },
  batch: {
    maxItems: 1000,
    tooManyItems: 'The maximum number of identities per request that can be created or deleted at once is {limit}.',
    maxPlaintext: 200,
    itemReasons: true,
    onConflict: 'stores-others',
  },
  patch: {
    denied: ['/id', '/stateChangedAt', '/credentials', '/credentials/oidc/**'],
    deniedAs: 'globs',
    documentType: 'identity.WithCredentialsAndAdminMetadataInJSON',
    hasCredentials: true,
    decodes: 'anew',
    dialect: {
      checksOperations: true,
      patchesRoot: true,
      scalarParent: 'library-text',
      readsFloats: false,
      nullParent: 'refused',
    },
  },
  rows: {
    movesUpdatedAt: true,
    keepsUnchangedCredentials: true,
    showsIdentifiers: 'normalised',
    showsUnchangedAddresses: 'as-stored',
  },
  credentials: {
    types: credentialTypes,
    unknownType: 'internal-error',
    includable: credentialTypes,
    showsEmptyOrganization: false,
  },
  deletion: {
    deletable: ['totp', 'lookup_secret', 'webauthn', 'password', 'oidc', 'saml'],
    lastLinkLeaves: 'empty-list',
    keepsLastFactor: true,
    refusals: { '*': 'Credentials type {type} cannot be deleted.' },
  },
  schemas: {
    base64Ids: 'everywhere',
    unknownIdShown: 'sent',
    contentType: 'application/json; charset=utf-8',
    recoveryVia: ['email', 'sms'],
    organizations: true,
  },
}

const v25_4_0: Profile = {
  ...v26_2_0,
  name: 'v25.4.0',
  about: 'Ory Kratos v25.4.0, recorded',
  version: 'v25.4.0',
  http: {
    ...v26_2_0.http,
    adminPrefix: 'redirected',
    trailingSlash: 'same',
    publicPath: 'cleaned',
    uncached: 'endpoints',
  },
  fields: { ...v26_2_0.fields, recoveryViaType: 'identity.RecoveryAddressType' },
  batch: { ...v26_2_0.batch, itemReasons: false },
  schemas: { ...v26_2_0.schemas, base64Ids: 'reads', unknownIdShown: 'decoded' },
}

const v1_3_1: Profile = {
  ...v25_4_0,
  name: 'v1.3.1',
  about: 'Ory Kratos v1.3.1, recorded',
  version: 'v1.3.1',
  http: {
    ports: 'separate',
    adminPrefix: 'redirected',
    trailingSlash: 'redirected',
    publicPath: 'cleaned',
    cleansPaths: 'last',
    cleanPathStatus: 301,
    escapedSlash: 'slash',
    impliedMethod: 'OPTIONS',
    uncached: 'endpoints',
    errorIds: false,
    countsSessions: true,
  },
  fields: {
    externalId: false,
    organizationOnCreate: false,
    samlImport: false,
    linkOptions: false,
    linkType: 'identity.AdminCreateIdentityImportCredentialsOidcProvider',
    recoveryViaType: 'identity.RecoveryAddressType',
  },
  list: {
    defaultSize: 250,
    maxSize: Number.POSITIVE_INFINITY,
    maxLegacySize: 500,
    negativeSize: 'panics',
    maxIds: Number.POSITIVE_INFINITY,
    organizationFilter: false,
    combinesFilters: true,
    tooManyFilters: 'Cannot pass both credentials_identifier and preview_credentials_identifier_similar.',
    badCredentialShows: 'taken',
    readsFirst: 'include_credential',
  },
  batch: {
    maxItems: 2000,
    tooManyItems: 'The maximum number of identities that can be created or deleted at once is {limit}.',
    maxPlaintext: Number.POSITIVE_INFINITY,
    itemReasons: false,
    onConflict: 'stores-nothing',
  },
  patch: {
    denied: ['/id', '/stateChangedAt', '/credentials'],
    deniedAs: 'exact',
    documentType: 'identity.WithAdminMetadataInJSON',
    hasCredentials: false,
    decodes: 'over-stored',
    dialect: {
      checksOperations: false,
      patchesRoot: false,
      scalarParent: 'decoder-text',
      readsFloats: true,
      nullParent: 'panics',
    },
  },
  rows: {
    movesUpdatedAt: false,
    keepsUnchangedCredentials: false,
    showsIdentifiers: 'as-sent',
    showsUnchangedAddresses: 'as-sent',
  },
  credentials: {
    types: v26_2_0.credentials.types.filter((type) => type !== 'saml'),
    unknownType: 'not-found',
    includable: v26_2_0.credentials.includable.filter((type) => type !== 'saml'),
    showsEmptyOrganization: true,
  },
  deletion: {
    deletable: ['totp', 'lookup_secret', 'webauthn', 'oidc'],
    lastLinkLeaves: 'null',
    keepsLastFactor: false,
    refusals: {
      password: 'You cannot remove first factor credentials.',
      code: 'You cannot remove first factor credentials.',
      '*': 'Unknown credentials type {type}.',
    },
  },
  schemas: { ...v25_4_0.schemas, contentType: 'application/json', recoveryVia: ['email'], organizations: false },
}

const network: Profile = {
  ...v26_2_0,
  name: 'network',
  about: 'Ory Network, composed from its documentation and never compared with it',
  proof: 'documented',
  http: { ...v26_2_0.http, ports: 'shared' },
  network: {
    apiKey: 'ory_pat_sandbox',
    // Limits of Ory's Developer plan.
    buckets: {
      read: { perSecond: 5, perMinute: 100 },
      list: { perSecond: 3, perMinute: 50 },
      write: { perSecond: 5, perMinute: 100 },
    },
    lockMillis: 10,
    presets: presetSchemas,
  },
}

/** All profiles by name, the default first. */
export const profiles = { 'v26.2.0': v26_2_0, 'v25.4.0': v25_4_0, 'v1.3.1': v1_3_1, network } as const satisfies Record<
  string,
  Profile
>

export type ProfileName = keyof typeof profiles

/** Throws `SandboxError` for an unknown name. */
export function profileOf(name: string): Profile {
  if (Object.hasOwn(profiles, name)) return profiles[name as ProfileName]
  throw new SandboxError(`There is no profile "${name}"; there are ${Object.keys(profiles).join(', ')}`)
}
