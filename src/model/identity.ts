import type { CredentialType, LinkedCredentialType, WholeCredentialType } from './credential-types.ts'
import type { DesiredCredentials } from './credentials.ts'
import type { DerivedData } from './derived.ts'
import type { SourceLocation } from './diagnostic.ts'
import type { Digest } from './digest.ts'
import type { Invitation } from './invitation.ts'
import type { Json, JsonObject, JsonPointer } from './json.ts'
import type { OwnershipMap, OwnershipMode } from './ownership.ts'
import type { TodoItem } from './todo.ts'
import type { UnseenInText } from './unseen.ts'

/** Stable name that connects a document with its live identity. */
export type IdentityKey = string

export type IdentityState = 'active' | 'inactive'

/** A pointer to identity fields that the user's files contain, with its use and location. */
export interface PlacedPointer {
  readonly use: 'sensitive' | 'display' | 'privileged' | 'ownership'
  readonly pointer: JsonPointer
  /** Only for `ownership`. */
  readonly mode?: OwnershipMode
  readonly at: SourceLocation
}

/** One leaf that a document manages. `value: null` means "must be absent". */
export interface ManagedField {
  readonly value: Json
  readonly mode: OwnershipMode
  /** The text with `${env:…}`/`${file:…}` as written, when the value comes from a reference: never print the value. */
  readonly reference?: string
  /** Invisible characters in its text or in those of its items: pointer within the leaf (`''`: the leaf itself) → finding. */
  readonly unseen?: Readonly<Record<JsonPointer, UnseenInText>>
}

/** Where the leaves of a document are written. Few are ever asked about: for an answer, a document may be read again. */
export interface LeafPlaces {
  /** The location of a leaf, or of an item or member of a leaf that is a list (`/traits/roles/0`). `undefined`: it is in no file. */
  of(pointer: JsonPointer): SourceLocation | undefined
}

/** A declared verifiable or recovery address, as in Kratos' create body. */
export interface DeclaredAddress {
  readonly via: 'email' | 'sms'
  readonly value: string
  readonly verified?: boolean
  readonly status?: string
  readonly verified_at?: string
}

/** A `DeclaredAddress` with its location in a document. */
export interface LocatedAddress extends DeclaredAddress {
  readonly at: SourceLocation
}

/** A top-level key of a document that is not a known field: always an error. */
export interface StrayKey {
  readonly key: string
  readonly at: SourceLocation
  /** The leaves that it would give below `traits`. */
  readonly fields: Readonly<Record<JsonPointer, ManagedField>>
}

/** A parsed document: checked for unknown keys, with locations, defaults merged, references resolved. The key may need the schema. */
export interface DesiredDocument {
  /** `idctl.key` as written. */
  readonly givenKey?: IdentityKey
  readonly previously: readonly string[]
  /** Locations of `idctl.key` and of the lines of `idctl.previously`. */
  readonly namePlaces?: { readonly key?: SourceLocation; readonly previously: readonly SourceLocation[] }
  readonly protect?: boolean
  readonly origin: SourceLocation
  /** The file holds only this document, so its name can identify the person. */
  readonly soleDocument: boolean
  /**
   * Managed leaves by pointer from the identity's root: `/schema_id`, `/state`, `/external_id`, `/organization_id`,
   * `/traits/…`, `/metadata_public…`, `/metadata_admin…`, and `/verifiable_addresses/<via>:<address>/verified` for declared
   * addresses. `/schema_id` is always present. Insertion order is document order.
   */
  readonly fields: Readonly<Record<JsonPointer, ManagedField>>
  readonly places: LeafPlaces
  /** Unknown top-level keys. Only the schema can say which of them are traits. */
  readonly strays?: {
    readonly keys: readonly StrayKey[]
    /** Location of `traits`; `empty` locates its value when that has no members. */
    readonly traits?: SourceLocation
    readonly empty?: SourceLocation
  }
  /** Merged from idctl.yaml, `_defaults.yaml` and the document. */
  readonly ownership: OwnershipMap
  /** The `idctl.ownership` pointers of the document and its defaults, with locations. */
  readonly ownershipPlaces?: readonly PlacedPointer[]
  /** `idctl.on_create`: what Kratos makes for the person once the identity is created. */
  readonly onCreate?: Invitation
  /** `idctl.expires`: `2027-01-31`, the last day on which the document counts. */
  readonly expires?: { readonly on: string; readonly at: SourceLocation }
  readonly credentials?: DesiredCredentials
  /** Location of each type in `credentials`. */
  readonly credentialPlaces?: Readonly<Partial<Record<CredentialType, SourceLocation>>>
  /** Location of each link, in the order of `providers`. */
  readonly linkPlaces?: Readonly<Partial<Record<LinkedCredentialType, readonly SourceLocation[]>>>
  /** `idctl.credentials_version`: idctl writes plain secrets again when it increases. Absent = 0. */
  readonly credentialsVersion?: number
  readonly verifiable_addresses?: readonly LocatedAddress[]
  readonly recovery_addresses?: readonly LocatedAddress[]
  /** Location of `idctl.keep_verified: true`: a new address that replaces a verified one is also verified. */
  readonly keepVerified?: SourceLocation
}

/** A document with its key and the data that its schema derives from its traits. */
export interface DesiredIdentity extends DesiredDocument {
  readonly key: IdentityKey
  readonly keyFrom: 'idctl.key' | 'external_id' | 'identifier'
  readonly derived: DerivedData
}

/**
 * `metadata_admin.idctl`: idctl's own record about an identity, stored on the identity. Each write replaces it whole, in the
 * same request as the change.
 */
export interface Mark {
  readonly v: 1
  readonly workspace: string
  readonly key: IdentityKey
  /** File, relative to the folder of idctl.yaml, with `/`. */
  readonly origin: string
  /** The file held other documents as well, so its name does not identify the person. */
  readonly shared?: true
  /**
   * Whether the key was written explicitly (`idctl.key`, `external_id`) and not taken from a login identifier. Absent in marks
   * of earlier versions, which did not record it.
   */
  readonly named?: boolean
  /** Id of the account that the mark belongs to. Absent until the first write after creation: Kratos chooses the id. */
  readonly id?: string
  readonly made: 'created' | 'adopted'
  /** Digest of the value last applied; one digest per element for `merge` arrays; `-` for "applied as absent". */
  readonly fields: Readonly<Record<JsonPointer, Digest | readonly Digest[]>>
  /** Pointers to `fields` and links whose value was there before idctl managed it: removing the line does not remove the value. */
  readonly found?: readonly JsonPointer[]
  readonly protect?: true
  readonly credentials?: MarkedCredentials
  /** Digests of the document's `previously` lines: each line is used once, for one account. */
  readonly lines?: readonly Digest[]
  /** Leaves whose value came from a reference: the value is never shown, even after its line has left the file. */
  readonly references?: readonly JsonPointer[]
  /**
   * Random, and in no plan, so that a reader of a plan cannot guess values by testing them against `base`. Marks of
   * earlier versions get one with their next write.
   */
  readonly salt?: string
  /** HEAD of the checkout that wrote the mark last. A new commit alone is no reason to write. */
  readonly commit?: string
  readonly disabled?: { readonly at: string; readonly state_before: IdentityState }
  /** Follow-up calls that the change still owes. */
  readonly todo?: readonly TodoItem[]
}

/** How idctl last set a credential. For a plain secret or a guessable hash it records the version, never a digest. */
export interface MarkedSecret {
  /** Only for public keys and hashes that are not guessable. */
  readonly digest?: Digest
  /** `credentials_version` of the last write of any kind. */
  readonly version?: number
  readonly hook?: true
  /** The file no longer has it, so idctl must not delete it. Kept, because otherwise its return would overwrite the person's own. */
  readonly left?: true
}

/** The credentials that idctl wrote. It writes each once, and deletes only these. */
export type MarkedCredentials = Readonly<
  Partial<
    Record<'password' | WholeCredentialType, MarkedSecret> &
      /** Digests of `provider:subject`, sorted. */
      Record<LinkedCredentialType, readonly Digest[]>
  >
>

/** An identity schema as the server (or a local file) has it. */
export interface IdentitySchemaSource {
  readonly id: string
  readonly schema: JsonObject
}

/** What a live identity has at `metadata_admin.idctl`. */
export type LiveMark =
  | { readonly kind: 'none' }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** The member exists but is not a readable mark: a newer `v`, or another shape. */
  | {
      readonly kind: 'unreadable'
      readonly why: string
      /** A newer idctl wrote it. This version cannot read it and must not overwrite it. */
      readonly newer?: true
      /** The `workspace` member, when that at least is readable: a newer mark of another workspace is simply foreign. */
      readonly workspace?: string
      /** The `key` member, when readable: documents with that key are not applied meanwhile. */
      readonly key?: IdentityKey
      readonly origin?: string
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

/** Why idctl cannot read a part of a live identity. Only this identity is affected. */
export interface LiveFault {
  /** `too-deep`: nested deeper than idctl reads; `no-object`: a scalar or a list where an object belongs. */
  readonly code: 'too-deep' | 'no-object'
  readonly at: '/traits' | '/metadata_public' | '/metadata_admin'
}

/** A live identity as validated by `live/kratos/decode.ts`; later code does not check it again. */
export interface LiveIdentity {
  readonly id: string
  readonly schema_id: string
  readonly state: IdentityState
  readonly external_id?: string
  readonly organization_id?: string
  readonly traits: JsonObject
  /** `null` when unset. */
  readonly metadata_public: Json
  /** `null` when unset. It still contains the mark, because patches are computed from it. */
  readonly metadata_admin: Json
  readonly mark: LiveMark
  readonly verifiable_addresses: readonly VerifiableAddress[]
  readonly recovery_addresses: readonly RecoveryAddress[]
  /** Credential type → identifiers as Kratos holds them; `undefined` when the answer did not carry credentials. */
  readonly credentials?: Readonly<Record<string, readonly string[]>>
  /** A number in traits or metadata loses digits in JavaScript, so these must not be written back whole. */
  readonly inexact?: true
  /** A part of it could not be read and is cut or empty here, so the identity must not be written to. */
  readonly unreadable?: LiveFault
  /** When it last became active or inactive, by any writer. */
  readonly state_changed_at?: string
  /** Equal to `updated_at` until somebody writes the identity after its creation. */
  readonly created_at?: string
  readonly updated_at: string
}
