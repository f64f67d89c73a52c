import type { AsideValue, BlockedCode, Cause, ConsequenceCode, GuardName, Reason, WayIn } from './change-codes.ts'
import type { CredentialChange, CredentialImports } from './credentials.ts'
import type { SourceLocation } from './diagnostic.ts'
import type { Digest } from './digest.ts'
import type { DeclaredAddress, IdentityKey, Mark } from './identity.ts'
import type { Invitation } from './invitation.ts'
import type { Json, JsonPointer } from './json.ts'
import type { PrivilegedValues } from './privileged.ts'

/** The actions that change something, in the order in which counts are told. */
export const effectiveActions = ['create', 'update', 'adopt', 'release', 'disable', 'delete'] as const

export type Action = (typeof effectiveActions)[number] | 'none'

/**
 * One leaf of a change, or a live node that is lost because of leaves below it: a non-object that an object replaces (`after`
 * is `{}`), or an object that loses all its members. A missing `before`/`after` means "absent".
 */
export interface FieldChange {
  readonly path: JsonPointer
  readonly before?: Json
  readonly after?: Json
  readonly cause: Cause
  /** Masked in every output. */
  readonly sensitive: boolean
  /** The text with `${env:…}`/`${file:…}`: apply resolves the value, and `before`/`after` are absent. */
  readonly reference?: string
  /** Only with `reference`: the leaf is a `merge` array, so the resolved elements are added to the live ones. */
  readonly merge?: true
}

/** What a change means for the person; `code` is stable, `text` is for people and never holds a secret. */
export interface Consequence {
  readonly code: ConsequenceCode
  readonly text: string
  /** What else two changes must have in common to be alike in this. Nothing in it is about one person alone. */
  readonly alike?: string
}

/** Why a change will not be executed. */
export interface Blocked {
  readonly code: BlockedCode
  readonly reason: string
  readonly hint?: string
  /** An orphan that stays; it does not make `apply` exit 5. */
  readonly orphan?: true
  /** What apply does despite the block, when idctl or the document disables the person: Kratos refuses only the rest. */
  readonly still?: 'revoke_sessions'
}

/**
 * Leaves that an update does not write although the document differs: people set them themselves, and undoing that is
 * impossible, or needs consent. The rest of the update is done; `apply` exits 5.
 */
export interface Waits extends Omit<Blocked, 'orphan' | 'still'> {
  readonly fields: readonly FieldChange[]
}

interface ChangeBase {
  readonly key: IdentityKey
  readonly origin?: SourceLocation
  /** The login identifiers that may be shown: those of the live account, so that readers know whose it is, or of the new one. */
  readonly identifiers?: readonly string[]
  /** The name by which people know the person, after the change, else a login identifier. Absent: nothing but the key. */
  readonly display?: string
  readonly reason: Reason
  readonly fields: readonly FieldChange[]
  /** Leaves that idctl stops managing: they leave the mark, and live keeps its value. */
  readonly released?: readonly JsonPointer[]
  /** Differences of `observe` leaves: reported, never written. */
  readonly observed?: readonly FieldChange[]
  /** What the person gains and loses below the pointers of `privileged`. */
  readonly privileged?: readonly PrivilegedValues[]
  readonly consequences: readonly Consequence[]
  readonly blocked?: Blocked
  /** Keys of changes that must succeed first, because they free an identifier that this change takes. */
  readonly after?: readonly IdentityKey[]
  /** Keys of people who must move aside first (`aside`), because that frees a value that this change takes. */
  readonly after_aside?: readonly IdentityKey[]
  /** How much this change adds to each guard. */
  readonly counts: GuardCounts
  /** The key in the live mark, when it differs from `key`: `key` is unique in a plan. */
  readonly mark_key?: IdentityKey
}

export interface CreateChange extends ChangeBase {
  readonly action: 'create'
  /** Complete except for the digests of leaves that come from references: apply fills those in. */
  readonly mark: Mark
  readonly credentials?: CredentialImports
  readonly verifiable_addresses?: readonly DeclaredAddress[]
  readonly recovery_addresses?: readonly DeclaredAddress[]
  readonly way_in: readonly WayIn[]
  /** What Kratos makes once the identity exists; the mark owes it until the invites file has it. */
  readonly invite?: Invitation
  /** `previously` lines of the document: the inventory may know the person by one of them. */
  readonly previously?: readonly string[]
  /** The inventory says that this key was applied before, and its identity is gone. */
  readonly recreates?: true
  /** With `recreates`: id of the identity that is gone. A consent covers only this one. */
  readonly former_id?: string
  /** The account that this plan removes and that may belong to the same person. */
  readonly replaces?: Replacement
  /** Another document in the same file has the same names, so names do not say which account belongs to which. */
  readonly called_alike?: true
  /**
   * Ids of managed accounts that share its key, file or names, and that the plan knows to be other people's or to be removed.
   * Absent in plans of earlier versions, which did not record them.
   */
  readonly told_apart?: readonly string[]
}

/** The removed account of a replacement: one account is removed, and a new, empty one created. */
export interface Replacement {
  readonly key: IdentityKey
  /** Id of the removed account. */
  readonly id: string
}

interface LiveChangeBase extends ChangeBase {
  readonly id: string
  /** Digest over what the plan saw of the identity: `baseOf` in `identity/base.ts`. */
  readonly base: Digest
  /** On a removal: the key of the document that gets a new account in the same plan. */
  readonly replaced_by?: IdentityKey
}

/**
 * The account was matched by login identifiers or verified addresses. `base` then covers all of these, and the values at
 * `names`. The plan itself holds none of the values.
 */
export interface Evidence {
  readonly names?: readonly JsonPointer[]
}

/** A change that writes a mark to an existing identity. */
interface MarkingChangeBase extends LiveChangeBase {
  /** The mark after all follow-ups. Apply adds digests of references, what is `kept`, and the salt. */
  readonly mark: Mark
  /**
   * Pointers to digests that stay as the live mark has them, and that the plan therefore leaves out: `/lines`,
   * `/credentials/oidc`, `/credentials/saml`, or below `/fields`.
   */
  readonly kept?: readonly JsonPointer[]
}

export interface UpdateChange extends MarkingChangeBase {
  readonly action: 'update' | 'adopt'
  /** Absent when the mark, `external_id` or the command line names the account, and in plans of earlier versions. */
  readonly evidence?: Evidence
  /**
   * When the change gives the account another key: ids of the other managed accounts that carry that key and that the plan
   * knows of. Absent in plans of earlier versions.
   */
  readonly told_apart?: readonly string[]
  /**
   * Leaves from references that need no write. The mark needs their digests, and the plan may not hold them: so each has the
   * reference to resolve (`merge` on a `merge` array), or `null` to keep the digest of the live mark (a `seed` leaf).
   */
  readonly agreed?: Readonly<Record<JsonPointer, string | { readonly reference: string; readonly merge: true } | null>>
  readonly waits?: Waits
  readonly credential_changes?: readonly CredentialChange[]
  /** `on_request`: the command line names the key, and the mark does not owe it. Otherwise the mark owes it until it is done. */
  readonly invite?: Invitation & { readonly on_request?: true }
  /** Revoke all sessions after the write (a change to inactive, a restore, or a todo). */
  readonly revoke_sessions?: true
  /** `idctl.keep_verified`: the same write verifies new addresses that replace verified ones. */
  readonly keep_verified?: true
  /**
   * In a swap: temporary values of leaves, written before anything else in the plan, so that others can take the old values.
   * The change itself still waits for the changes in `after`, even those that are later in the plan.
   */
  readonly aside?: Readonly<Record<JsonPointer, AsideValue>>
}

/** The times that made a removal due. Apply checks them against the clocks again. */
export interface Due {
  /** When the removal became due: RFC 3339, server time. */
  readonly at: string
  /** For a disabled identity: since when the plan saw it inactive. */
  readonly inactive_since?: string
}

interface RemovalBase {
  readonly due?: Due
  /**
   * For an identity that is removed because it has no document, or only an expired one: digests of the values (key, names,
   * addresses) that documents of the folder share with it. A digest that is new at apply may mean that its document is back.
   */
  readonly alike?: readonly string[]
}

/** A new tombstone gets the server's time at the moment of writing. */
export interface DisableChange extends RemovalBase, MarkingChangeBase {
  readonly action: 'disable'
  readonly revoke_sessions: true
}

export interface ReleaseChange extends RemovalBase, LiveChangeBase {
  readonly action: 'release'
  /** Id of another identity that keeps the same mark, so the key stays managed. */
  readonly twin?: string
}

export interface DeleteChange extends RemovalBase, LiveChangeBase {
  readonly action: 'delete'
}

/** Nothing to write, only something to report (observed differences, an orphan). */
export interface NoneChange extends ChangeBase {
  readonly action: 'none'
  readonly id?: string
}

export type Change = CreateChange | UpdateChange | DisableChange | ReleaseChange | DeleteChange | NoneChange

/** How much one change adds to each guard; absent = 0. */
export type GuardCounts = Readonly<Partial<Record<GuardName, number>>>
