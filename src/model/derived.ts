import type { IdentifierType } from './credential-types.ts'

/** `(credential type, identifier)`: what Kratos keeps unique among login identifiers. */
export interface CredentialIdentifier {
  readonly type: IdentifierType
  readonly value: string
}

/** `(via, value)`: what Kratos keeps unique among verifiable, and among recovery addresses. */
export interface DerivedAddress {
  readonly via: 'email' | 'sms'
  readonly value: string
}

/** Everything that Kratos derives from traits through the identity schema (API reference §4.4, §4.5). */
export interface DerivedData {
  /** In the schema's property order; the first is the default key of a document. */
  readonly identifiers: readonly CredentialIdentifier[]
  readonly verifiable: readonly DerivedAddress[]
  readonly recovery: readonly DerivedAddress[]
}
