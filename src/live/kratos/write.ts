import type { LiveIdentity } from '../../model/identity.ts'
import type { LiveTarget, Rejection, UnknownEffect, WriteKind, WriteRequest, WriteResult } from '../ports.ts'
import { interpretBatch } from './batch.ts'
import { createCapacity } from './capacity.ts'
import { decodeIdentity } from './decode.ts'
import {
  accessDenied,
  describeUnknown,
  isCredentialNotFound,
  isKratosNotFound,
  isSerializationFailure,
  refusedByProxy,
  rejectionOf,
  unavailable,
} from './errors.ts'
import type { KratosWrites } from './kratos-api.ts'
import { describeNonJson, parseJson } from './non-json.ts'
import { interpretRecovery, recoveryRejection } from './recovery.ts'
import type { Answer, Reply } from './reply.ts'
import { type Attempt, again, type Clock, type RetryContext, retryAfterOf, retrying } from './retry.ts'

/**
 * Writes to Kratos. A request is repeated here only if it surely had no effect. If it may have had one, the result is `unknown`, and only a
 * read can tell. Throws `IdctlError` on 401 and 403, `ServerUnavailable` if the server keeps turning it away, and the reason of a signal
 * when aborted.
 */
export function kratosTarget(
  writes: KratosWrites,
  settings: Pick<RetryContext, 'clock' | 'policy' | 'onWait'>,
): LiveTarget {
  const capacity = createCapacity()
  let underWay = 0
  /** Sends once, and notes how that went. */
  async function sendNoted<K extends WriteKind>(manner: Manner<K>, request: WriteRequest<K>, signals: Signals) {
    if (manner.isOfMany) return manner.send(writes, request, signals)
    const asked = settings.clock.now()
    underWay += 1
    try {
      const reply = await manner.send(writes, request, signals)
      const milliseconds = settings.clock.now() - asked
      capacity.note({ kind: request.kind, milliseconds, isTrouble: isTrouble(reply, settings.clock), underWay })
      return reply
    } finally {
      underWay -= 1
    }
  }
  return {
    capacity: () => (writes.isLimited() ? Number.POSITIVE_INFINITY : capacity.size()),
    async execute<K extends WriteKind>(request: WriteRequest<K>, signal: AbortSignal, stop?: AbortSignal) {
      const manner: Manner<K> = manners[request.kind]
      const since = settings.clock.now()
      const attempt = async () => judgeWrite(await sendNoted(manner, request, [signal, stop]), settings.clock)
      const reply = await retrying(attempt, { ...settings, signal, stop })
      // The server would not accept any other write either, so this is not about one identity.
      if (isTurnedAway(reply, settings.clock)) throw unavailable(reply, { since, until: settings.clock.now() })
      return interpret(manner, request, reply)
    },
  }
}

type Signals = readonly [signal: AbortSignal, stop: AbortSignal | undefined]

/** How one kind of write is sent, and what its answers mean. */
interface Manner<K extends WriteKind> {
  send(writes: KratosWrites, request: WriteRequest<K>, signals: Signals): Promise<Reply>
  /** It is about the collection, not about one identity. */
  readonly isOfMany?: true
  /** Interprets an answer with a success status. */
  interpret(answer: Answer, request: WriteRequest<K>): WriteResult<K>
  /** The result for a refusal that shows that the write is done already. */
  refusesAsDone?(answer: Answer): WriteResult<K> | undefined
  explain?(rejection: Rejection, request: WriteRequest<K>): Rejection
}

const manners: { readonly [K in WriteKind]: Manner<K> } = {
  create: {
    isOfMany: true,
    send: (writes, { body }, signals) => writes.createIdentity(body, ...signals),
    interpret: (answer) => withIdentity(answer, 201),
  },
  batch: {
    isOfMany: true,
    send: (writes, { items }, signals) => writes.batchCreate(items, ...signals),
    interpret: (answer, { items }) => (answer.status === 200 ? interpretBatch(items, answer) : unexpected(answer)),
  },
  patch: {
    send: (writes, { id, operations }, signals) => writes.patchIdentity(id, operations, ...signals),
    interpret: (answer, { id }) => withIdentity(answer, 200, id),
  },
  put: {
    send: (writes, { id, body }, signals) => writes.putIdentity(id, body, ...signals),
    interpret: (answer, { id }) => withIdentity(answer, 200, id),
  },
  'delete-credential': {
    send: (writes, { id, type, identifier }, signals) => writes.deleteCredential(id, type, identifier, ...signals),
    interpret: withoutContent,
    refusesAsDone: (answer) => (isCredentialNotFound(answer) ? carriedOut : undefined),
  },
  delete: {
    send: (writes, { id }, signals) => writes.deleteIdentity(id, ...signals),
    interpret: withoutContent,
    refusesAsDone: (answer) => (isKratosNotFound(answer) ? carriedOut : undefined),
  },
  'revoke-sessions': {
    send: (writes, { id }, signals) => writes.deleteSessions(id, ...signals),
    interpret: withoutContent,
    refusesAsDone: (answer) => (isKratosNotFound(answer) ? carriedOut : undefined),
  },
  recovery: {
    send: (writes, { id, invitation }, signals) => writes.makeRecovery(id, invitation, ...signals),
    interpret: (answer, { invitation }) => interpretRecovery(invitation.send, answer),
    explain: (rejection, { invitation }) => recoveryRejection(invitation.send, rejection),
  },
}

function judgeWrite(reply: Reply, clock: Clock): Attempt<Reply> {
  if (reply.kind === 'no-answer') {
    if (!reply.neverSent || !reply.passing) return { kind: 'final', value: reply }
    return { kind: 'again', value: reply, isDown: true }
  }
  if (!isTurnedAway(reply, clock) && !isSerializationFailure(reply)) return { kind: 'final', value: reply }
  return again(reply, clock)
}

/** Whether the answer does not tell what became of the request. 408: a proxy gave it up, but may have passed it on before. */
function isLost({ status }: Answer): boolean {
  return status >= 500 || status === 408
}

/** Whether the server has, or may have, too much to do. */
function isTrouble(reply: Reply, clock: Clock): boolean {
  return reply.kind === 'no-answer' || isTurnedAway(reply, clock) || isSerializationFailure(reply) || isLost(reply)
}

/** Whether the server refused the request because of its rate, or until later. Such a request surely had no effect. */
function isTurnedAway(reply: Reply, clock: Clock): boolean {
  if (reply.kind === 'no-answer') return false
  return (
    reply.status === 429 ||
    (reply.status === 503 && retryAfterOf(reply.header('retry-after'), clock.now()) !== undefined)
  )
}

function interpret<K extends WriteKind>(manner: Manner<K>, request: WriteRequest<K>, reply: Reply): WriteResult<K> {
  if (reply.kind === 'no-answer') return { kind: 'unknown', detail: describeUnknown(reply) }
  // Only below 500: a 5xx of the proxy is handled like one of the server, whose effect is unknown.
  if (reply.request.proxy?.answered && reply.status < 500) throw refusedByProxy(reply)
  if (reply.status === 401 || reply.status === 403) throw accessDenied(reply)
  if (isLost(reply)) {
    return { kind: 'unknown', rejection: rejectionOf(reply), detail: describeUnknown(reply) }
  }
  if (reply.status >= 200 && reply.status < 300) return manner.interpret(reply, request)
  const done = manner.refusesAsDone?.(reply)
  if (done !== undefined) return done
  const rejection = rejectionOf(reply)
  return { kind: 'rejected', rejection: manner.explain?.(rejection, request) ?? rejection }
}

const carriedOut = { kind: 'done', answer: undefined } as const

function withoutContent(answer: Answer): typeof carriedOut | UnknownEffect {
  return answer.status === 204 ? carriedOut : unexpected(answer)
}

/** `id`: the id that the answered identity must have, if known. */
function withIdentity(
  answer: Answer,
  expected: number,
  id?: string,
): { readonly kind: 'done'; readonly answer: LiveIdentity } | UnknownEffect {
  if (answer.status !== expected) return unexpected(answer)
  const value = parseJson(answer.text())
  if (value === undefined) return { kind: 'unknown', detail: describeUnknown(answer, describeNonJson(answer)) }
  const decoded = decodeIdentity(value)
  if (!decoded.ok)
    return { kind: 'unknown', detail: describeUnknown(answer, `the answer is not an identity: ${decoded.problem}`) }
  if (id !== undefined && decoded.value.id !== id) {
    return { kind: 'unknown', detail: describeUnknown(answer, 'the answer is another identity') }
  }
  return { kind: 'done', answer: decoded.value }
}

/** A success status that the API does not define for this request, so Kratos did not answer it. */
function unexpected(answer: Answer): UnknownEffect {
  return { kind: 'unknown', detail: describeUnknown(answer, `unexpected HTTP ${answer.status}`) }
}
