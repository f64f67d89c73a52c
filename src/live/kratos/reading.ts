import type { Decoded } from './decode.ts'
import { isSerializationFailure, kratosErrorOf, nonJson, parseJson, readFailure, unreadable } from './errors.ts'
import type { Answer, Reply } from './reply.ts'
import { type Attempt, again, type RetryContext, retrying } from './retry.ts'

/** A GET repeated over passing failures: 429, 5xx, lost connections. Gives the last reply. */
export function readWithRetries(send: () => Promise<Reply>, context: RetryContext): Promise<Reply> {
  return retrying(async () => judgeRead(await send(), context), context)
}

/** The decoded body of a 200, or a throw (exit `unreadable`) that names the request and what was wrong. */
export function decodeAnswer<T>(reply: Reply, decode: (value: unknown, text: string) => Decoded<T>): T {
  const answer = expectSuccess(reply)
  const value = parseJson(answer.text)
  if (value === undefined) throw nonJson(answer)
  const decoded = decode(value, answer.text)
  if (!decoded.ok) throw unreadable(answer.request, `the answer ${decoded.problem}`)
  return decoded.value
}

export function expectSuccess(reply: Reply): Answer {
  if (reply.kind === 'answer' && reply.status === 200) return reply
  throw readFailure(reply)
}

function judgeRead(reply: Reply, context: RetryContext): Attempt<Reply> {
  if (reply.kind === 'no-answer') return { kind: reply.passing ? 'again' : 'final', value: reply }
  return isPassing(reply) ? again(reply, context.clock) : { kind: 'final', value: reply }
}

function isPassing(answer: Answer): boolean {
  if (answer.status === 429 || isSerializationFailure(answer)) return true
  // A schema that left the configuration fails every time (API reference §1.4).
  return answer.status >= 500 && kratosErrorOf(answer)?.id !== 'invalid_configuration'
}
