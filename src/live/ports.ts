import type { Abilities } from '../model/abilities.ts'
import type { IdentitySchemaSource, IdentityState, LiveIdentity } from '../model/identity.ts'
import type { Invitation, Recovery } from '../model/invitation.ts'
import type { Json, JsonObject, PatchOperation } from '../model/json.ts'
import type { ServerTime } from '../model/server-time.ts'

export interface Listing extends AsyncIterable<readonly LiveIdentity[]> {
  /**
   * Sends the first requests now, for somebody who takes the pages later. Absent: they are sent when the first page is asked for. Until then only
   * the signal of `list` ends them.
   */
  begin?(): void
}

/** How much of an identity a read by id gives. */
export interface ReadExtent {
  /** Without credential identifiers, which take Kratos a third of such a read. */
  readonly isWithoutIdentifiers?: boolean
}

/** Where live identities are read. Every failure throws `IdctlError` with exit `unreadable` (6) before anything is concluded. */
export interface LiveSource {
  /**
   * All identities, page by page, with credential identifiers; complete, or it throws. Ids ascend within a page; pages come in the same order
   * for the same identities, but those of several ranges of ids take turns.
   */
  list(signal: AbortSignal): Listing
  /** Fresh reads by id, at most 200 a request, with credential identifiers by default; missing ids are absent from the answer. */
  read(ids: readonly string[], signal: AbortSignal, extent?: ReadExtent): Promise<ReadonlyMap<string, LiveIdentity>>
  /** Strongly consistent single lookups. */
  findByExternalId(externalId: string, signal: AbortSignal): Promise<LiveIdentity | undefined>
  findByIdentifier(identifier: string, signal: AbortSignal): Promise<readonly LiveIdentity[]>
  /**
   * Number of identities, as Kratos counts them; `undefined` if the server does not tell. It only helps to compare: identities may be
   * created and deleted at the same time.
   */
  count(signal: AbortSignal): Promise<number | undefined>
  /**
   * Whether a password (or the migration hook) is set, which no listing shows (API reference, traps 9 and 38). The secret is read, but not
   * kept. `false` if the identity is gone.
   */
  hasPassword(id: string, signal: AbortSignal): Promise<boolean>
  /** All identity schemas, read once. */
  schemas(signal: AbortSignal): Promise<readonly IdentitySchemaSource[]>
  /** The version that `/version` gives; `undefined` if the server does not tell. */
  version(signal: AbortSignal): Promise<string | undefined>
  /** What the server can do; detected once. */
  abilities(signal: AbortSignal): Promise<Abilities>
  /** The server's time by its newest answer; `undefined` before the first answer. Sends no request. */
  serverTime(): ServerTime | undefined
}

/** The parameters of each kind of write. */
interface WriteParameters {
  readonly create: { readonly body: JsonObject }
  /** `patch_id` is a UUID chosen by the caller; answers are matched by it. */
  readonly batch: { readonly items: readonly { readonly patch_id: string; readonly body: JsonObject }[] }
  readonly patch: { readonly id: string; readonly operations: readonly PatchOperation[] }
  readonly put: { readonly id: string; readonly body: PutBody }
  /** `identifier` (`provider:subject`) for links only. */
  readonly 'delete-credential': { readonly id: string; readonly type: string; readonly identifier?: string }
  readonly delete: { readonly id: string }
  readonly 'revoke-sessions': { readonly id: string }
  /** Does not change the identity. Each request makes a new link or code; older ones stay valid (API reference §11). */
  readonly recovery: { readonly id: string; readonly invitation: Invitation }
}

/** What Kratos answers to each kind of write that it carried out. */
export interface WriteAnswers {
  /** The identity as the server answered it, like those of `patch` and `put`. Answers to writes differ from reads (API reference §3.2). */
  readonly create: LiveIdentity
  /** One for each item, in their order. */
  readonly batch: readonly BatchItemResult[]
  readonly patch: LiveIdentity
  readonly put: LiveIdentity
  readonly 'delete-credential': undefined
  readonly delete: undefined
  readonly 'revoke-sessions': undefined
  readonly recovery: Recovery
}

export type BatchItemResult =
  | { readonly patch_id: string; readonly kind: 'created'; readonly id: string }
  | { readonly patch_id: string; readonly kind: 'rejected'; readonly rejection: Rejection }

export type WriteKind = keyof WriteAnswers

/** One write, of one of these kinds. */
export type WriteRequest<K extends WriteKind = WriteKind> = {
  readonly [Kind in K]: { readonly kind: Kind } & WriteParameters[Kind]
}[K]

/**
 * The whole identity: Kratos clears members that a PUT leaves out, and ignores unknown ones (API reference §6.1, traps 1–5).
 * `credentials` are imports, never values from a read.
 */
export interface PutBody {
  readonly schema_id: string
  readonly state: IdentityState
  readonly traits: JsonObject
  readonly metadata_public: Json
  readonly metadata_admin: Json
  readonly external_id?: string
  readonly credentials: JsonObject
}

/** A refusal of Kratos, with Kratos' message. */
export interface Rejection {
  readonly status: number
  readonly message: string
  readonly reason?: string
  /** What to do, if Kratos' message does not tell. */
  readonly hint?: string
  /** Kratos has no identity with the id that was asked for. */
  readonly isGone?: true
  readonly requestId?: string
}

/** The answer is lost or unusable (reset, timeout, 5xx, no JSON), so the effect is unknown: read the identity before you repeat the write. */
export interface UnknownEffect {
  readonly kind: 'unknown'
  readonly rejection?: Rejection
  readonly detail: string
}

/** The result of a write. */
export type WriteResult<K extends WriteKind = WriteKind> =
  | { readonly kind: 'done'; readonly answer: WriteAnswers[K] }
  /** 4xx that is final (404 of `delete` and `revoke-sessions`, and of a credential that is not there, is `done`). */
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | UnknownEffect

/**
 * Where writes go. Requests that surely had no effect (429, 503 with Retry-After, Kratos' 400 "Unable to serialize access",
 * a refused connection) are retried inside with backoff; every other result is returned once, never thrown.
 * 401 and 403 throw `IdctlError`, and so does a server that keeps turning requests away (the executor decides about exit
 * `incomplete`).
 */
export interface LiveTarget {
  /**
   * @param signal gives up the request, also when it is under way. Rejects with its reason.
   * @param stop ends only waits: a request that was not sent yet, or surely had no effect and would be sent again, is
   *   given up. Rejects with its reason.
   */
  execute<K extends WriteKind>(
    request: WriteRequest<K>,
    signal: AbortSignal,
    stop?: AbortSignal,
  ): Promise<WriteResult<K>>
  /**
   * How many writes of single identities it takes at once, at least 1, as it has answered so far. Absent: any number, because nothing is
   * known or because a limit of the rate decides.
   */
  capacity?(): number
}
