import type { SourceLocation } from './diagnostic.ts'
import type { Digest } from './digest.ts'
import type { Json, JsonObject, JsonPointer } from './json.ts'

/** Stable name that joins a document and a live identity (product: "key"). */
export type IdentityKey = string

export type IdentityState = 'active' | 'inactive'

/** What a managed field's owner is; `enforce` where nothing else is said. */
export type OwnershipMode = 'enforce' | 'seed' | 'merge' | 'observe' | 'ignore'

/** JSON Pointer → mode; the longest pointer (by segment) wins. */
export type OwnershipMap = Readonly<Record<JsonPointer, OwnershipMode>>

/** `(credential type, identifier)`: what Kratos keeps unique among login identifiers. */
export interface CredentialIdentifier {
  readonly type: 'password' | 'webauthn' | 'code'
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

/** One leaf that a document manages. `value: null` means "must be absent". */
export interface ManagedField {
  readonly value: Json
  readonly mode: OwnershipMode
  readonly at: SourceLocation
  /** The text with `${env:…}`/`${file:…}` as written, when the value came from a reference: never print the value. */
  readonly reference?: string
}

/** A secret node below `credentials`, kept apart so that it can reach neither plan nor output. */
export type CredentialSecret =
  /** Literal in a document: apply reads the node again. `fingerprint` only for hashes, never for plain text. */
  | { readonly from: string; readonly fingerprint?: Digest }
  /** Reference text as written; resolved at apply. */
  | { readonly reference: string }

/** `credentials` of a document as the plan may carry it: secrets replaced by where they are found. */
export interface DesiredCredentials {
  readonly password?: {
    readonly hashed_password?: CredentialSecret
    readonly password?: CredentialSecret
    readonly use_password_migration_hook?: boolean
  }
  readonly oidc?: { readonly providers: readonly LinkedProvider[] }
  readonly saml?: { readonly providers: readonly LinkedProvider[] }
}

export interface LinkedProvider {
  readonly provider: string
  readonly subject: string
  readonly organization?: string
  readonly use_auto_link?: boolean
}

/** A declared verifiable or recovery address, as in Kratos' create body. */
export interface DeclaredAddress {
  readonly via: 'email' | 'sms'
  readonly value: string
  readonly verified?: boolean
  readonly status?: string
  readonly verified_at?: string
}

/** The same as a document has it. */
export interface LocatedAddress extends DeclaredAddress {
  readonly at: SourceLocation
}

/** A document after parsing: closed, located, defaults merged, references resolved. Its key may still need the schema. */
export interface DesiredDocument {
  /** `idctl.key` as written. */
  readonly givenKey?: IdentityKey
  readonly previously: readonly string[]
  readonly protect?: boolean
  readonly origin: SourceLocation
  /** The file holds exactly this one document (matching rule 5). */
  readonly soleDocument: boolean
  /**
   * Leaves below and including the identity's root: `/schema_id`, `/state`, `/external_id`, `/organization_id`,
   * `/traits/…`, `/metadata_public…`, `/metadata_admin…`, and `/verifiable_addresses/<via>:<address>/verified` for declared
   * ones. `/schema_id` is always present. Insertion order is document order.
   */
  readonly fields: Readonly<Record<JsonPointer, ManagedField>>
  /** Merged from idctl.yaml, `_defaults.yaml` and the document. */
  readonly ownership: OwnershipMap
  readonly credentials?: DesiredCredentials
  /** Where each type of `credentials` stands. */
  readonly credentialPlaces?: Readonly<
    Partial<Record<'password' | 'oidc' | 'saml' | 'totp' | 'lookup_secret' | 'webauthn' | 'passkey', SourceLocation>>
  >
  readonly verifiable_addresses?: readonly LocatedAddress[]
  readonly recovery_addresses?: readonly LocatedAddress[]
  /** Where `idctl.keep_verified: true` stands: a new address in the place of a verified one is verified, too. */
  readonly keepVerified?: SourceLocation
}

/** A document with its key and what its traits yield under its schema. */
export interface DesiredIdentity extends DesiredDocument {
  readonly key: IdentityKey
  readonly keyFrom: 'idctl.key' | 'external_id' | 'identifier'
  readonly derived: DerivedData
}

/** `metadata_admin.idctl` (product §2.3). Written whole, in the same request as the change. */
export interface Mark {
  readonly v: 1
  readonly workspace: string
  readonly key: IdentityKey
  /** File, relative to the folder of idctl.yaml, with `/`. */
  readonly origin: string
  readonly made: 'created' | 'adopted'
  /** Digest of the value last applied; one digest per element for `merge` arrays; `-` for "applied as absent". */
  readonly fields: Readonly<Record<JsonPointer, Digest | readonly Digest[]>>
  readonly protect?: true
  /** Fingerprints of non-plain credentials as last written, by pointer below `/credentials`. */
  readonly credentials?: Readonly<Record<string, Digest>>
  readonly disabled?: { readonly at: string; readonly state_before: IdentityState }
  /** Follow-up calls that the change still owes. */
  readonly todo?: readonly TodoItem[]
}

export type TodoItem = 'revoke_sessions'

/** An identity schema as the server (or a local file) has it. */
export interface IdentitySchemaSource {
  readonly id: string
  readonly schema: JsonObject
}

/** What stands at `metadata_admin.idctl` of a live identity. */
export type LiveMark =
  | { readonly kind: 'none' }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** Ours by shape but unreadable: a newer `v`, or something that is no mark. */
  | {
      readonly kind: 'unreadable'
      readonly why: string
      /** `workspace` member when at least that can be read: another workspace's future marks are simply foreign. */
      readonly workspace?: string
    }

export interface VerifiableAddress {
  readonly id: string
  readonly via: string
  readonly value: string
  readonly verified: boolean
  readonly status: string
}

export interface RecoveryAddress {
  readonly id: string
  readonly via: string
  readonly value: string
}

/** A live identity after `live/kratos/decode.ts`; nothing is checked again behind it. */
export interface LiveIdentity {
  readonly id: string
  readonly schema_id: string
  readonly state: IdentityState
  readonly external_id?: string
  readonly organization_id?: string
  readonly traits: JsonObject
  /** `null` when unset. */
  readonly metadata_public: Json
  /** `null` when unset; the mark is still inside: a patch is made from this document. */
  readonly metadata_admin: Json
  readonly mark: LiveMark
  readonly verifiable_addresses: readonly VerifiableAddress[]
  readonly recovery_addresses: readonly RecoveryAddress[]
  /** Credential type → identifiers as Kratos holds them; `undefined` when the answer did not carry credentials. */
  readonly credentials?: Readonly<Record<string, readonly string[]>>
  readonly updated_at: string
}
