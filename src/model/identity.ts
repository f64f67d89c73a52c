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

/** Stable name that joins a document and a live identity (product: "key"). */
export type IdentityKey = string

export type IdentityState = 'active' | 'inactive'

/** A pointer to fields of identities that somebody wrote, and what for. */
export interface PlacedPointer {
  readonly use: 'sensitive' | 'display' | 'ownership'
  readonly pointer: JsonPointer
  /** Of `ownership`. */
  readonly mode?: OwnershipMode
  readonly at: SourceLocation
}

/** One leaf that a document manages. `value: null` means "must be absent". */
export interface ManagedField {
  readonly value: Json
  readonly mode: OwnershipMode
  readonly at: SourceLocation
  /** Of a list: where its items stand and what is in them, by pointer within the leaf (`/0`, `/0/name`). */
  readonly places?: Readonly<Record<JsonPointer, SourceLocation>>
  /** The text with `${env:…}`/`${file:…}` as written, when the value came from a reference: never print the value. */
  readonly reference?: string
  /** What nobody sees in its text, or in those of its items: by pointer within the leaf (`''` is the leaf itself). */
  readonly unseen?: Readonly<Record<JsonPointer, UnseenInText>>
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

/** A key at the top of a document that is none of its fields; an error, whatever it was meant to be. */
export interface StrayKey {
  readonly key: string
  readonly at: SourceLocation
  /** What it would mean below `traits`. */
  readonly fields: Readonly<Record<JsonPointer, ManagedField>>
}

/** A document after parsing: closed, located, defaults merged, references resolved. Its key may still need the schema. */
export interface DesiredDocument {
  /** `idctl.key` as written. */
  readonly givenKey?: IdentityKey
  readonly previously: readonly string[]
  /** Where `idctl.key` and the lines of `idctl.previously` stand. */
  readonly namePlaces?: { readonly key?: SourceLocation; readonly previously: readonly SourceLocation[] }
  readonly protect?: boolean
  readonly origin: SourceLocation
  /** The file holds exactly this one document: only then does its name say who this is. */
  readonly soleDocument: boolean
  /**
   * Leaves below and including the identity's root: `/schema_id`, `/state`, `/external_id`, `/organization_id`,
   * `/traits/…`, `/metadata_public…`, `/metadata_admin…`, and `/verifiable_addresses/<via>:<address>/verified` for declared
   * ones. `/schema_id` is always present. Insertion order is document order.
   */
  readonly fields: Readonly<Record<JsonPointer, ManagedField>>
  /** Keys at the top that are no field of a document: which of them are traits, only the schema says. */
  readonly strays?: {
    readonly keys: readonly StrayKey[]
    /** Where `traits` stands, and the value of one that has nothing below it. */
    readonly traits?: SourceLocation
    readonly empty?: SourceLocation
  }
  /** Merged from idctl.yaml, `_defaults.yaml` and the document. */
  readonly ownership: OwnershipMap
  /** The pointers of `idctl.ownership`, of the document and its defaults, each where it stands. */
  readonly ownershipPlaces?: readonly PlacedPointer[]
  /** What Kratos is to make for the person once the identity is created. */
  readonly onCreate?: Invitation
  /** `idctl.expires`: `2027-01-31`, the last day on which the document counts. */
  readonly expires?: { readonly on: string; readonly at: SourceLocation }
  readonly credentials?: DesiredCredentials
  /** Where each type of `credentials` stands. */
  readonly credentialPlaces?: Readonly<Partial<Record<CredentialType, SourceLocation>>>
  /** Where each link stands, in the order of `providers`. */
  readonly linkPlaces?: Readonly<Partial<Record<LinkedCredentialType, readonly SourceLocation[]>>>
  /** `idctl.credentials_version`: plain secrets are written again when it grows. Absent = 0. */
  readonly credentialsVersion?: number
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

/**
 * `metadata_admin.idctl`: what idctl knows of an identity, kept on the identity itself. Written whole, in the same
 * request as the change.
 */
export interface Mark {
  readonly v: 1
  readonly workspace: string
  readonly key: IdentityKey
  /** File, relative to the folder of idctl.yaml, with `/`. */
  readonly origin: string
  /** The file held other documents as well: its name says nothing about who this is. */
  readonly shared?: true
  /**
   * Whether the key is a name that somebody wrote down (`idctl.key`, `external_id`), and not one that comes from an address.
   * Absent in marks of earlier versions, which did not tell.
   */
  readonly named?: boolean
  /** The account that it belongs to; absent until the first write after the creation, when Kratos has given the id. */
  readonly id?: string
  readonly made: 'created' | 'adopted'
  /** Digest of the value last applied; one digest per element for `merge` arrays; `-` for "applied as absent". */
  readonly fields: Readonly<Record<JsonPointer, Digest | readonly Digest[]>>
  /** Of `fields` and of links, what was there before idctl had anything to write: it does not go with its line. */
  readonly found?: readonly JsonPointer[]
  readonly protect?: true
  readonly credentials?: MarkedCredentials
  /** Digests of the `previously` lines that the document had: a line is about one account, once. */
  readonly lines?: readonly Digest[]
  /** Leaves whose value came from a reference: it is never shown, also once the line that brought it is gone. */
  readonly references?: readonly JsonPointer[]
  /**
   * Random, and in no plan: whoever has a plan and not the identity cannot try what the digests behind `base` were made of. Marks of
   * earlier versions get one with their next write.
   */
  readonly salt?: string
  /** Of the checkout that wrote it last: says nothing about the identity, and a new one alone is no change. */
  readonly commit?: string
  readonly disabled?: { readonly at: string; readonly state_before: IdentityState }
  /** Follow-up calls that the change still owes. */
  readonly todo?: readonly TodoItem[]
}

/** How idctl last set a credential. A plain secret and a guessable hash never leave a digest: only the version that it was written for. */
export interface MarkedSecret {
  /** Of a hash that nobody can guess, or of public keys. */
  readonly digest?: Digest
  /** `credentials_version` of the last write, whatever was written. */
  readonly version?: number
  readonly hook?: true
  /** No longer in the file, so no longer ours to delete; remembered, or its return would write it over the person's own. */
  readonly left?: true
}

/** What idctl has written of credentials: written once, and only what is ours is ever deleted. */
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

/** What stands at `metadata_admin.idctl` of a live identity. */
export type LiveMark =
  | { readonly kind: 'none' }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** Ours by shape but unreadable: a newer `v`, or something that is no mark. */
  | {
      readonly kind: 'unreadable'
      readonly why: string
      /** A newer idctl wrote it: what it says is not known here, and must not be lost. */
      readonly newer?: true
      /** `workspace` member when at least that can be read: another workspace's future marks are simply foreign. */
      readonly workspace?: string
      /** Whose it may be, as far as it says so: documents of that key wait. */
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

/** What a live identity holds that idctl takes for unreadable, so that it costs that identity and no other. */
export interface LiveFault {
  /** `too-deep`: nested further than idctl follows; `no-object`: text, a number or a list in the place of an object. */
  readonly code: 'too-deep' | 'no-object'
  readonly at: '/traits' | '/metadata_public' | '/metadata_admin'
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
  /** Some number of its free JSON is not what JavaScript holds of it: it must not be written back whole. */
  readonly inexact?: true
  /** Something of it cannot be held here as it is, and stands cut or empty above: it must not be written to. */
  readonly unreadable?: LiveFault
  /** When it last became active or inactive, whoever did that. */
  readonly state_changed_at?: string
  /** Equal to `updated_at` while nobody has written the identity since its creation. */
  readonly created_at?: string
  readonly updated_at: string
}
