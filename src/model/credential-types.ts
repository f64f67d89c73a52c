/** Credential types whose login identifiers Kratos derives from traits. */
export const identifierTypes = ['password', 'webauthn', 'code'] as const
export type IdentifierType = (typeof identifierTypes)[number]

/** Types imported as one opaque value. The first two hold plain secrets, the others public keys. */
export const wholeCredentialTypes = ['totp', 'lookup_secret', 'webauthn', 'passkey'] as const
export type WholeCredentialType = (typeof wholeCredentialTypes)[number]

/** Types whose import is a set of links to accounts elsewhere. */
export const linkedCredentialTypes = ['oidc', 'saml'] as const
export type LinkedCredentialType = (typeof linkedCredentialTypes)[number]

/** Types that Kratos deletes as a whole; links go one by one, and passkeys cannot be deleted (API reference §9.2). */
export const deletableCredentialTypes = ['password', 'totp', 'lookup_secret', 'webauthn'] as const
export type DeletableCredentialType = (typeof deletableCredentialTypes)[number]

export type CredentialType = 'password' | LinkedCredentialType | WholeCredentialType
