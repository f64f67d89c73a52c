import { present } from '../../model/present.ts'
import type { Decoded } from './decode.ts'
import { isSerializationFailure, kratosErrorOf, nonJson, readFailure, unreadable } from './errors.ts'
import { parseJson } from './non-json.ts'
import type { Answer, NoAnswer, Reply } from './reply.ts'
import { type Attempt, again, type RetryContext, retrying } from './retry.ts'

/**
 * Sends a GET, and repeats it after temporary failures: 429, 5xx, lost connections. Resolves to the last reply, with `outage` if the
 * server does not answer other requests either.
 *
 * @param canShrink Do not repeat a request that is too slow, because the caller will ask for fewer rows instead.
 */
export async function readWithRetries(
  send: () => Promise<Reply>,
  context: RetryContext,
  canShrink = false,
): Promise<Reply> {
  let since: number | undefined
  let isLost = false
  const reply = await retrying(async () => {
    const asked = context.clock.now()
    const got = await send()
    if (canShrink && isTooLargeOrSlow(got)) return { kind: 'final', value: got }
    const attempt = judgeRead(got, context)
    isLost = attempt.kind === 'again'
    since ??= isLost ? asked : undefined
    return attempt
  }, context)
  if (!isLost || since === undefined || reply.outage !== undefined) return reply
  return (await answersNobody(context)) ? { ...reply, outage: { since, until: context.clock.now() } } : reply
}

async function answersNobody(context: RetryContext): Promise<boolean> {
  return context.probe !== undefined && judgeRead(await context.probe(context.signal), context).kind === 'again'
}

/** Whether asking for fewer rows may help. */
export function isTooLargeOrSlow(
  reply: Reply,
): reply is NoAnswer & ({ readonly tooLarge: true } | { readonly slow: true }) {
  return reply.kind === 'no-answer' && (reply.tooLarge === true || reply.slow === true)
}

/** Into how many pieces to cut the request. A slow answer has cost minutes, so the size is reduced quickly. */
export function piecesOf({ tooLarge }: NoAnswer): number {
  return tooLarge ? 2 : 8
}

/** The decoded body of a 200, or a throw (exit `unreadable`) that names the request and what was wrong. */
export function decodeAnswer<T>(reply: Reply, decode: (value: unknown, text: string) => Decoded<T>): T {
  const answer = expectSuccess(reply)
  const text = answer.text()
  const value = parseJson(text)
  if (value === undefined) throw nonJson(answer)
  const decoded = decode(value, text)
  if (!decoded.ok) throw unreadable(answer.request, `the answer ${decoded.problem}`)
  return decoded.value
}

export function expectSuccess(reply: Reply): Answer {
  if (reply.kind === 'answer' && reply.status === 200) return reply
  throw readFailure(reply)
}

function judgeRead(reply: Reply, context: RetryContext): Attempt<Reply> {
  if (reply.kind === 'no-answer') {
    if (!reply.passing) return { kind: 'final', value: reply }
    return { kind: 'again', value: reply, isDown: true, ...present({ why: reply.slow && ('slow' as const) }) }
  }
  return isPassing(reply) ? again(reply, context.clock) : { kind: 'final', value: reply }
}

function isPassing(answer: Answer): boolean {
  if (answer.status === 429 || isSerializationFailure(answer)) return true
  // A schema that left the configuration fails every time (API reference §1.4).
  return answer.status >= 500 && kratosErrorOf(answer)?.id !== 'invalid_configuration'
}
