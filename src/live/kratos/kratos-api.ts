import type { Invitation } from '../../model/invitation.ts'
import type { JsonObject, PatchOperation } from '../../model/json.ts'
import type { ServerTime } from '../../model/server-time.ts'
import type { PutBody, ReadExtent } from '../ports.ts'
import type { Reply } from './reply.ts'

export interface ListQuery extends ReadExtent {
  readonly pageSize: number
  readonly pageToken?: string
  /** UUIDs. */
  readonly ids?: readonly string[]
  readonly credentialsIdentifier?: string
}

/** A page token that no release gives: v1.3 and later refuse it, older ones list the first page. */
export const versionProbe = 'probe'

/** Kratos' reads; each sends one request. A failed request resolves to a `Reply`; only an aborted signal rejects, with its reason. */
export interface KratosReads {
  /** Base URL of the admin API, without `/admin`. */
  readonly adminBase: string
  /** The server's time by the newest good answer of the admin API, to a read or a write. */
  serverTime(): ServerTime | undefined
  /** Strongly consistent, with credential identifiers of all types by default, and secrets of none (API reference §2.6, trap 14). */
  listIdentities(query: ListQuery, signal: AbortSignal): Promise<Reply>
  /** Asks for an empty page with credentials of this type. Releases that do not know the type refuse it (API reference §2.6). */
  listNobody(includeCredential: string, signal: AbortSignal): Promise<Reply>
  /** The count is in `X-Total-Count`, a header of the legacy paging only (API reference §2.4). */
  countIdentities(signal: AbortSignal): Promise<Reply>
  identityById(id: string, signal: AbortSignal): Promise<Reply>
  /** The answer has the stored password hash. */
  identityWithPassword(id: string, signal: AbortSignal): Promise<Reply>
  identityByExternalId(externalId: string, signal: AbortSignal): Promise<Reply>
  /** One page of schemas from a public base URL. The API key is sent only to the origin of the admin API. */
  publicSchemas(baseUrl: string, pageToken: string | undefined, signal: AbortSignal): Promise<Reply>
  /** The admin API's redirect to the public base URL (API reference §12). */
  adminSchemas(signal: AbortSignal): Promise<Reply>
  version(signal: AbortSignal): Promise<Reply>
}

/**
 * Kratos' writes; each sends one request, once. A failed request resolves to a `Reply`; only an aborted signal rejects, with its reason.
 * `signal` also aborts a request that is under way, `stop` only the wait before it is sent.
 */
export interface KratosWrites {
  /** Whether the server is known to limit the rate of requests. */
  isLimited(): boolean
  createIdentity(body: JsonObject, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<Reply>
  batchCreate(items: readonly BatchItem[], signal: AbortSignal, stop?: AbortSignal | undefined): Promise<Reply>
  patchIdentity(
    id: string,
    operations: readonly PatchOperation[],
    signal: AbortSignal,
    stop?: AbortSignal | undefined,
  ): Promise<Reply>
  putIdentity(id: string, body: PutBody, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<Reply>
  deleteCredential(
    id: string,
    type: string,
    identifier: string | undefined,
    signal: AbortSignal,
    stop?: AbortSignal | undefined,
  ): Promise<Reply>
  deleteIdentity(id: string, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<Reply>
  deleteSessions(id: string, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<Reply>
  makeRecovery(id: string, invitation: Invitation, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<Reply>
}

export interface BatchItem {
  readonly patch_id: string
  readonly body: JsonObject
}

export interface KratosConnection {
  readonly reads: KratosReads
  readonly writes: KratosWrites
  /** Closes idle connections. */
  close(): void
}
