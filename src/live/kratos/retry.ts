import { setTimeout as delay } from 'node:timers/promises'
import { present } from '../../model/present.ts'
import { jittered, type Pauses, pauseBound } from '../backoff.ts'
import { timeOfDate } from './http-date.ts'
import { readRateLimit } from './rate-headers.ts'
import type { Answer, Reply } from './reply.ts'

/** Time and chance, given from outside so that tests never wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /**
   * Rings once, after so many milliseconds of the process' own monotonic clock, unless the function that it gives is called
   * before. A process that has nothing else to do ends without it.
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

interface Patience extends Pauses {
  /** All tries together, the first included. */
  readonly attempts: number
}

export interface RetryPolicy extends Patience {
  /** For a request that was refused because of its rate (429). */
  readonly limited: Patience
  /** For a request whose answer did not come in the time that it has: each try may take minutes. */
  readonly slow: Patience
  /** A `Retry-After` beyond this many milliseconds is not waited for. */
  readonly longestRetryAfter: number
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  firstPause: 300,
  longestPause: 10_000,
  // Ory Network refuses a write while another is under way, which may take its 120 s (API reference §1.1).
  limited: { attempts: 9, firstPause: 1000, longestPause: 30_000 },
  slow: { attempts: 2, firstPause: 300, longestPause: 10_000 },
  longestRetryAfter: 120_000,
}

/** Refused because of its rate; without an answer in time. */
export type Delay = 'limited' | 'slow'

/** One try, judged: `again` says that repeating it is safe and may help. */
export type Attempt<T> =
  | { readonly kind: 'final'; readonly value: T }
  | {
      readonly kind: 'again'
      readonly value: T
      /** Milliseconds that the server asked for. */
      readonly retryAfter?: number
      /** Such tries have a patience of their own. */
      readonly why?: Delay | undefined
    }

/** Told before a wait begins, or while it lasts: for a progress line. */
export type OnWait = (wait: { readonly milliseconds: number; readonly why: WaitReason }) => void

/** `answer`: at most so long, for one that is slow to come. */
export type WaitReason = 'rate' | 'retry' | 'answer'

export interface RetryContext {
  readonly clock: Clock
  readonly policy: RetryPolicy
  readonly signal: AbortSignal
  /** Ends a pause, and nothing else. */
  readonly stop?: AbortSignal | undefined
  readonly onWait?: OnWait | undefined
  /** Asks the server something that is about nobody: what fails there as well is no matter of one identity. */
  readonly probe?: ((signal: AbortSignal) => Promise<Reply>) | undefined
}

/**
 * Repeats `attempt` while it says `again`, with exponential pauses and jitter; a longer `retryAfter` is honoured.
 * Gives the last value, whatever it was. Rejects with the signal's reason when aborted, between tries too, and with that
 * of `stop` in the place of a pause.
 */
export async function retrying<T>(attempt: () => Promise<Attempt<T>>, context: RetryContext): Promise<T> {
  const { clock, policy, signal, stop, onWait } = context
  const ends = (): AbortSignal => (stop === undefined ? signal : AbortSignal.any([signal, stop]))
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted()
    const result = await attempt()
    if (result.kind === 'final') return result.value
    const patience = result.why === undefined ? policy : policy[result.why]
    if (tries >= patience.attempts) return result.value
    const retryAfter = result.retryAfter ?? 0
    if (retryAfter > policy.longestRetryAfter) return result.value
    const bound = pauseBound(tries, patience)
    const pause = jittered(bound, clock.random())
    // Spread above Retry-After as well: all workers got the same number.
    const milliseconds = Math.max(pause, retryAfter === 0 ? 0 : retryAfter + clock.random() * bound)
    stop?.throwIfAborted()
    onWait?.({ milliseconds, why: result.why === 'limited' ? 'rate' : 'retry' })
    await clock.sleep(milliseconds, ends())
  }
}

/** Asks for another try of what was answered, after the time that the answer asks for. */
export function again<T extends Answer>(answer: T, clock: Pick<Clock, 'now'>): Attempt<T> {
  const why: Delay | undefined = answer.status === 429 ? 'limited' : undefined
  const retryAfter = pauseAskedBy(answer, clock.now())
  return { kind: 'again', value: answer, ...present({ why, retryAfter }) }
}

/** Ory Network has no `Retry-After` beside its 429, but the end of the window. */
function pauseAskedBy(answer: Answer, now: number): number | undefined {
  const retryAfter = retryAfterOf(answer.header('retry-after'), timeOfDate(answer.header('date')) ?? now)
  if (retryAfter !== undefined || answer.status !== 429) return retryAfter
  const limit = readRateLimit(answer.header, now)
  return limit?.remaining === 0 ? limit.reset : undefined
}

/**
 * Milliseconds that a `Retry-After` header asks for (seconds or an HTTP date), or `undefined` when it says nothing usable.
 * `now`: by the clock of whoever wrote the date, where that is known.
 */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  const text = header?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
