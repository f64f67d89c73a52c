/**
 * What differs between versions of Kratos, as data. Only v26.2.0 is there so far; a further version adds an entry
 * here and, where it needs one, a switch (API reference §15 lists them).
 */
export interface Profile {
  readonly name: string
  /** What `/admin/version` answers. */
  readonly version: string
  readonly list: { readonly defaultSize: number; readonly maxSize: number; readonly maxIds: number }
  readonly batch: { readonly maxItems: number; readonly maxPlaintext: number }
  /** Paths that `PATCH /admin/identities/{id}` refuses, as globs over the lower-cased path. */
  readonly deniedPatchPaths: readonly string[]
  /** Types that `include_credential` takes. */
  readonly includableCredentials: readonly string[]
  /** Bytes of a request body. */
  readonly maxBody: number
}

const v26_2_0: Profile = {
  name: 'v26.2.0',
  version: 'v26.2.0',
  list: { defaultSize: 250, maxSize: 500, maxIds: 500 },
  batch: { maxItems: 1000, maxPlaintext: 200 },
  deniedPatchPaths: ['/id', '/stateChangedAt', '/credentials', '/credentials/oidc/**'],
  includableCredentials: [
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
  ],
  maxBody: 5 * 1024 * 1024,
}

export const profiles = { 'v26.2.0': v26_2_0 } as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles
