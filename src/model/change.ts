import type { AsideValue, BlockedCode, Cause, ConsequenceCode, GuardName, Reason, WayIn } from './change-codes.ts'
import type { CredentialChange, CredentialImports } from './credentials.ts'
import type { SourceLocation } from './diagnostic.ts'
import type { Digest } from './digest.ts'
import type { DeclaredAddress, IdentityKey, Mark } from './identity.ts'
import type { Invitation } from './invitation.ts'
import type { Json, JsonPointer } from './json.ts'

export type Action = 'create' | 'update' | 'adopt' | 'release' | 'disable' | 'delete' | 'none'

/**
 * One leaf of one change, or a live node that goes with leaves below it: one that is no object where an object must be (`after` is
 * `{}`), or an object that loses all it has. A missing `before`/`after` means "absent".
 */
export interface FieldChange {
  readonly path: JsonPointer
  readonly before?: Json
  readonly after?: Json
  readonly cause: Cause
  /** Masked in every output. */
  readonly sensitive: boolean
  /** The text with `${env:…}`/`${file:…}`: the value is resolved at apply, and `before`/`after` are left out. */
  readonly reference?: string
  /** Beside `reference`: a `merge` array, so the resolved elements join those that are live. */
  readonly merge?: true
}

/** What a change means for the person; `code` is stable, `text` is for people and never holds a secret. */
export interface Consequence {
  readonly code: ConsequenceCode
  readonly text: string
}

/** Why a change will not be executed. */
export interface Blocked {
  readonly code: BlockedCode
  readonly reason: string
  readonly hint?: string
  /** An orphan that stays; it does not make `apply` exit 5. */
  readonly orphan?: true
  /** Of whoever is disabled, by idctl or by their document: what apply does all the same, for Kratos refuses only the rest. */
  readonly still?: 'revoke_sessions'
}

/**
 * Leaves that an update leaves as they are although the document says otherwise: people set them themselves, and taking that back is
 * not possible, or not without being asked. What else the document wants is done; `apply` exits 5.
 */
export interface Waits extends Omit<Blocked, 'orphan' | 'still'> {
  readonly fields: readonly FieldChange[]
}

interface ChangeBase {
  readonly key: IdentityKey
  readonly origin?: SourceLocation
  /** Whose account it is: its live login identifiers, as far as they may be shown. */
  readonly identifiers?: readonly string[]
  readonly reason: Reason
  readonly fields: readonly FieldChange[]
  /** Leaves that leave the mark while live keeps its value. */
  readonly released?: readonly JsonPointer[]
  /** Differences of `observe` leaves: reported, never written. */
  readonly observed?: readonly FieldChange[]
  readonly consequences: readonly Consequence[]
  readonly blocked?: Blocked
  /** Keys of changes that must have succeeded first (they free an identifier that this one takes). */
  readonly after?: readonly IdentityKey[]
  /** Keys of people who must have moved aside first (`aside`): that frees what this one takes. */
  readonly after_aside?: readonly IdentityKey[]
  /** What this change counts for in the guards. */
  readonly counts: GuardCounts
  /** The key in its mark before the change, where the row has another: no two rows of a plan have one key. */
  readonly mark_key?: IdentityKey
}

export interface CreateChange extends ChangeBase {
  readonly action: 'create'
  /** Whole, except the digests of leaves that come from references: apply fills those in. */
  readonly mark: Mark
  readonly credentials?: CredentialImports
  readonly verifiable_addresses?: readonly DeclaredAddress[]
  readonly recovery_addresses?: readonly DeclaredAddress[]
  readonly way_in: readonly WayIn[]
  /** What Kratos is to make once the identity is there; owed in its mark until it is in the invites file. */
  readonly invite?: Invitation
  /** `previously` of the document, where it has any: the inventory may know the person by one of these. */
  readonly previously?: readonly string[]
  /** The inventory says that this key was applied before, and it is gone. */
  readonly recreates?: true
  /** Beside `recreates`: the identity that it had. A consent is about this one only. */
  readonly former_id?: string
  /** Somebody whom this plan removes, and who may be the same person. */
  readonly replaces?: Replacement
  /** Another document of its file has the same names, so that they tell nobody apart. */
  readonly called_alike?: true
  /**
   * Ids of accounts of ours that have its key, its file or its names, and are somebody else's or go: the plan knew them. Absent in
   * plans of earlier versions, which did not tell.
   */
  readonly told_apart?: readonly string[]
}

/** The other half of a replacement: an account goes, and a new and empty one comes. */
export interface Replacement {
  readonly key: IdentityKey
  /** Of the account that goes. */
  readonly id: string
}

interface LiveChangeBase extends ChangeBase {
  readonly id: string
  /** Digest over what the plan saw: `baseOf` in `identity/base.ts`. */
  readonly base: Digest
  /** Of a removal: the key of the document that gets a new account in the same plan. */
  readonly replaced_by?: IdentityKey
}

/**
 * An account was found by login identifiers, or addresses that are verified: they are part of `base` then, all of them, and so are
 * these names. No value stands in the plan.
 */
export interface Evidence {
  readonly names?: readonly JsonPointer[]
}

/** A change that leaves a mark on somebody who is there. */
interface MarkingChangeBase extends LiveChangeBase {
  /** As it is once everything is done, follow-ups included; digests from references, what is `kept` and the salt come at apply. */
  readonly mark: Mark
  /**
   * Pointers to digests of the mark that stay as live has them: a plan does not carry what it does not write. `/lines`,
   * `/credentials/oidc`, `/credentials/saml`, or below `/fields`.
   */
  readonly kept?: readonly JsonPointer[]
}

export interface UpdateChange extends MarkingChangeBase {
  readonly action: 'update' | 'adopt'
  /** Absent: the mark or the `external_id` says whose account it is, or the command line; and in plans of earlier versions. */
  readonly evidence?: Evidence
  /**
   * Where it gets another key: ids of the other accounts of ours that have that one. The plan knew them, and what becomes of them.
   * Absent in plans of earlier versions.
   */
  readonly told_apart?: readonly string[]
  /**
   * Leaves from references that need no write, while their digests belong in the mark and may not stand in the plan:
   * the reference to resolve (of a `merge` array, marked as such), or `null` to keep the digest of the live mark (a `seed`
   * leaf).
   */
  readonly agreed?: Readonly<Record<JsonPointer, string | { readonly reference: string; readonly merge: true } | null>>
  readonly waits?: Waits
  readonly credential_changes?: readonly CredentialChange[]
  /** `on_request`: asked for by key, so the mark says nothing of it; else the mark owes it until it is done. */
  readonly invite?: Invitation & { readonly on_request?: true }
  /** Revoke all sessions after the write (a change to inactive, a restore, or a todo). */
  readonly revoke_sessions?: true
  /** `idctl.keep_verified`: new addresses in the place of verified ones become verified in the same write. */
  readonly keep_verified?: true
  /**
   * In a swap: what these leaves become before anything else of the plan is written, so that others can take what they
   * held. The change itself waits for its turn as any other (`after`), which may stand behind it in the plan.
   */
  readonly aside?: Readonly<Record<JsonPointer, AsideValue>>
}

/** What time alone decided about a removal. Apply asks the clocks again, and whether it is still so. */
export interface Due {
  /** Since when it is to be removed: RFC 3339, by the server's time. */
  readonly at: string
  /** Of a disabled identity: since when it was inactive then. */
  readonly inactive_since?: string
}

interface RemovalBase {
  readonly due?: Due
  /**
   * It goes because the folder has no document for it that counts: digests of what in the folder speaks for it all the same. What
   * speaks for it later and is not among these may be its document, come back.
   */
  readonly alike?: readonly string[]
}

/** The time of a new tombstone is that of the server when it is written. */
export interface DisableChange extends RemovalBase, MarkingChangeBase {
  readonly action: 'disable'
  readonly revoke_sessions: true
}

export interface ReleaseChange extends RemovalBase, LiveChangeBase {
  readonly action: 'release'
  /** Another identity with the same mark, which keeps it: nobody leaves management. */
  readonly twin?: string
}

export interface DeleteChange extends RemovalBase, LiveChangeBase {
  readonly action: 'delete'
}

/** Nothing to write: there is something to say (observed differences, an orphan that is kept). */
export interface NoneChange extends ChangeBase {
  readonly action: 'none'
  readonly id?: string
}

export type Change = CreateChange | UpdateChange | DisableChange | ReleaseChange | DeleteChange | NoneChange

/** How much one change adds to each guard; absent = 0. */
export type GuardCounts = Readonly<Partial<Record<GuardName, number>>>
