import { setTimeout as delay } from 'node:timers/promises'
import { present } from '../../model/present.ts'
import { jittered, type Pauses, pauseBound } from '../backoff.ts'
import { timeOfDate } from './http-date.ts'
import { readRateLimit } from './rate-headers.ts'
import type { Answer, Reply } from './reply.ts'

/** Time and randomness, passed in so that tests never wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /**
   * Calls `ring` once, after so many milliseconds of the process' monotonic clock. The returned function cancels the alarm. A pending
   * alarm does not keep the process alive.
   */
  alarm(milliseconds: number, ring: () => void): () => void
  /** In [0, 1). */
  random(): number
}

export const systemClock: Clock = {
  now: Date.now,
  random: Math.random,
  alarm(milliseconds, ring) {
    const timer = setTimeout(ring, milliseconds).unref()
    return () => clearTimeout(timer)
  },
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, { signal })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  },
}

interface RetryLimits extends Pauses {
  /** Attempts in total, including the first. */
  readonly attempts: number
}

export interface RetryPolicy extends RetryLimits {
  /** For a request that was refused because of the rate limit (429). */
  readonly limited: RetryLimits
  /** For a request whose answer did not come in time. Few attempts, because each may take minutes. */
  readonly slow: RetryLimits
  /** In milliseconds. If `Retry-After` asks for more, idctl gives up at once. */
  readonly longestRetryAfter: number
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  firstPause: 300,
  longestPause: 10_000,
  // Ory Network refuses a write while another is under way, and that one may take up to 120 s (API reference §1.1).
  limited: { attempts: 9, firstPause: 1000, longestPause: 30_000 },
  slow: { attempts: 2, firstPause: 300, longestPause: 10_000 },
  longestRetryAfter: 120_000,
}

/** Reasons to repeat a request that have their own limits in `RetryPolicy`. */
export type RetryReason = 'limited' | 'slow'

/** The result of one attempt. `again`: repeating the request is safe and may help. */
export type Attempt<T> =
  | { readonly kind: 'final'; readonly value: T }
  | {
      readonly kind: 'again'
      readonly value: T
      /** Milliseconds that the server asked for. */
      readonly retryAfter?: number
      /** If present, the limits of this reason apply. */
      readonly why?: RetryReason | undefined
      /** Nothing was answered, rather than a refusal. */
      readonly isDown?: true
    }

/** Called before a wait begins or while it lasts, so that the progress line can show it. */
export type OnWait = (wait: {
  readonly milliseconds: number
  readonly why: WaitReason
  /** When the first try that failed began, or the request that is slow, in milliseconds since 1970. */
  readonly since?: number
}) => void

/**
 * `retry`: the server had an error; `down`: it did not answer; `answer`: waiting for a slow answer, and `milliseconds` is the longest
 * that the wait can still take.
 */
export type WaitReason = 'rate' | 'retry' | 'down' | 'answer'

export interface RetryContext {
  readonly clock: Clock
  readonly policy: RetryPolicy
  readonly signal: AbortSignal
  /** Ends a pause between attempts, but never a request. */
  readonly stop?: AbortSignal | undefined
  readonly onWait?: OnWait | undefined
  /** Sends a request that concerns no identity. If it fails too, the failure is not about one identity. */
  readonly probe?: ((signal: AbortSignal) => Promise<Reply>) | undefined
}

/**
 * Repeats `attempt` while it answers `again`, with exponential pauses and jitter, or after a longer `retryAfter`. Resolves to the value
 * of the last attempt, even if that is `again`. Rejects with the reason of `signal` when it aborts, during pauses too, and with the
 * reason of `stop` if that aborts during or before a pause.
 */
export async function retrying<T>(attempt: () => Promise<Attempt<T>>, context: RetryContext): Promise<T> {
  const { clock, policy, signal, stop, onWait } = context
  const ends = (): AbortSignal => (stop === undefined ? signal : AbortSignal.any([signal, stop]))
  let since: number | undefined
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted()
    const asked = clock.now()
    const result = await attempt()
    if (result.kind === 'final') return result.value
    const limits = result.why === undefined ? policy : policy[result.why]
    if (tries >= limits.attempts) return result.value
    const retryAfter = result.retryAfter ?? 0
    if (retryAfter > policy.longestRetryAfter) return result.value
    const bound = pauseBound(tries, limits)
    const pause = jittered(bound, clock.random())
    // Jitter is added to Retry-After as well, because all workers got the same number.
    const milliseconds = Math.max(pause, retryAfter === 0 ? 0 : retryAfter + clock.random() * bound)
    stop?.throwIfAborted()
    if (result.why === 'limited') onWait?.({ milliseconds, why: 'rate' })
    else {
      since ??= asked
      onWait?.({ milliseconds, why: result.isDown ? 'down' : 'retry', since })
    }
    await clock.sleep(milliseconds, ends())
  }
}

/** The attempt should be repeated after the pause that the answer asks for. */
export function again<T extends Answer>(answer: T, clock: Pick<Clock, 'now'>): Attempt<T> {
  const why: RetryReason | undefined = answer.status === 429 ? 'limited' : undefined
  const retryAfter = pauseAskedBy(answer, clock.now())
  return { kind: 'again', value: answer, ...present({ why, retryAfter }) }
}

/** Ory Network sends no `Retry-After` with its 429, but a header with the end of the window. */
function pauseAskedBy(answer: Answer, now: number): number | undefined {
  const retryAfter = retryAfterOf(answer.header('retry-after'), timeOfDate(answer.header('date')) ?? now)
  if (retryAfter !== undefined || answer.status !== 429) return retryAfter
  const limit = readRateLimit(answer.header, now)
  return limit?.remaining === 0 ? limit.reset : undefined
}

/**
 * Milliseconds that a `Retry-After` header asks for (seconds or an HTTP date), or `undefined` when it says nothing usable.
 * `now`: if known, by the clock of the server that wrote the header.
 */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  const text = header?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
