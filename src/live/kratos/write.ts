import { assertNever } from '../../model/assert-never.ts'
import type { LiveTarget, WriteRequest, WriteResult } from '../ports.ts'
import { interpretBatch } from './batch.ts'
import { decodeIdentity } from './decode.ts'
import {
  accessDenied,
  describeNonJson,
  describeUnknown,
  isCredentialNotFound,
  isKratosNotFound,
  isSerializationFailure,
  parseJson,
  rejectionOf,
} from './errors.ts'
import type { KratosWrites } from './kratos-api.ts'
import { interpretRecovery, recoveryRejection } from './recovery.ts'
import type { Answer, Reply } from './reply.ts'
import { type Attempt, again, type Clock, type RetryContext, retryAfterOf, retrying } from './retry.ts'

/**
 * Writes to Kratos. A request is repeated here only if it surely had no effect; what may have had one is answered
 * `unknown`, and only a read can tell. Throws `IdctlError` on 401 and 403, and the reason of a signal when aborted.
 */
export function kratosTarget(
  writes: KratosWrites,
  settings: Pick<RetryContext, 'clock' | 'policy' | 'onWait'>,
): LiveTarget {
  return {
    async execute(request, signal, stop) {
      const attempt = async () => judgeWrite(await send(writes, request, [signal, stop]), settings.clock)
      const reply = await retrying(attempt, { ...settings, signal, stop })
      return interpret(request, reply)
    },
  }
}

function send(
  writes: KratosWrites,
  request: WriteRequest,
  signals: readonly [signal: AbortSignal, stop: AbortSignal | undefined],
): Promise<Reply> {
  switch (request.kind) {
    case 'create':
      return writes.createIdentity(request.body, ...signals)
    case 'batch':
      return writes.batchCreate(request.items, ...signals)
    case 'patch':
      return writes.patchIdentity(request.id, request.operations, ...signals)
    case 'put':
      return writes.putIdentity(request.id, request.body, ...signals)
    case 'delete-credential':
      return writes.deleteCredential(request.id, request.type, request.identifier, ...signals)
    case 'delete':
      return writes.deleteIdentity(request.id, ...signals)
    case 'revoke-sessions':
      return writes.deleteSessions(request.id, ...signals)
    case 'recovery':
      return writes.makeRecovery(request.id, request.invitation, ...signals)
    default:
      return assertNever(request)
  }
}

function judgeWrite(reply: Reply, clock: Clock): Attempt<Reply> {
  if (reply.kind === 'no-answer') {
    return { kind: reply.neverSent && reply.passing ? 'again' : 'final', value: reply }
  }
  const retryAfter = retryAfterOf(reply.header('retry-after'), clock.now())
  const refused = reply.status === 429 || (reply.status === 503 && retryAfter !== undefined)
  if (!refused && !isSerializationFailure(reply)) return { kind: 'final', value: reply }
  return again(reply, clock)
}

function interpret(request: WriteRequest, reply: Reply): WriteResult {
  if (reply.kind === 'no-answer') return { kind: 'unknown', detail: describeUnknown(reply) }
  if (reply.status === 401 || reply.status === 403) throw accessDenied(reply)
  // 408: some proxy gave up on the request, which may have passed it all the same.
  if (reply.status >= 500 || reply.status === 408) {
    return { kind: 'unknown', rejection: rejectionOf(reply), detail: describeUnknown(reply) }
  }
  const gone = (request.kind === 'delete' || request.kind === 'revoke-sessions') && isKratosNotFound(reply)
  if (gone || (request.kind === 'delete-credential' && isCredentialNotFound(reply))) return { kind: 'done' }
  if (reply.status < 200 || reply.status >= 300) {
    const rejection = rejectionOf(reply)
    if (request.kind !== 'recovery') return { kind: 'rejected', rejection }
    return { kind: 'rejected', rejection: recoveryRejection(request.invitation.send, rejection) }
  }
  return interpretSuccess(request, reply)
}

function interpretSuccess(request: WriteRequest, answer: Answer): WriteResult {
  switch (request.kind) {
    case 'create':
      return withIdentity(answer, 201)
    case 'patch':
    case 'put':
      return withIdentity(answer, 200, request.id)
    case 'batch':
      return answer.status === 200 ? interpretBatch(request.items, answer) : unexpected(answer)
    case 'delete':
    case 'delete-credential':
    case 'revoke-sessions':
      return answer.status === 204 ? { kind: 'done' } : unexpected(answer)
    case 'recovery':
      return interpretRecovery(request.invitation.send, answer)
    default:
      return assertNever(request)
  }
}

/** `id`: of the identity that it must be, where that is known. */
function withIdentity(answer: Answer, expected: number, id?: string): WriteResult {
  if (answer.status !== expected) return unexpected(answer)
  const value = parseJson(answer.text)
  if (value === undefined) return { kind: 'unknown', detail: describeUnknown(answer, describeNonJson(answer)) }
  const decoded = decodeIdentity(value)
  if (!decoded.ok)
    return { kind: 'unknown', detail: describeUnknown(answer, `the answer is no identity: ${decoded.problem}`) }
  if (id !== undefined && decoded.value.id !== id) {
    return { kind: 'unknown', detail: describeUnknown(answer, 'the answer is another identity') }
  }
  return { kind: 'done', identity: decoded.value }
}

/** A success that the API does not know: something else answered. */
function unexpected(answer: Answer): WriteResult {
  return { kind: 'unknown', detail: describeUnknown(answer, `unexpected HTTP ${answer.status}`) }
}
