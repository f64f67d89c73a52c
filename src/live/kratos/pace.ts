import { type RateLimit, readRateLimit } from './rate-headers.ts'
import type { Clock, OnWait } from './retry.ts'

/**
 * Ory Network counts the requests of a bucket together, and each bucket has its own rate limits (API reference §1.1). `list` includes
 * look-ups; `schemas` are requests to the public API.
 */
export type Bucket = 'read' | 'list' | 'write' | 'schemas'

/** What the pacer must know of a request. */
export interface Call {
  readonly bucket: Bucket
  /**
   * A POST or PATCH of the collection. Ory Network answers 429 to a second one while one is under way
   * (https://www.ory.com/docs/guides/rate-limits, "in-flight"); on other servers they may overlap.
   */
  readonly alone?: true
}

/** Holds requests back until they may be sent, so that a server that limits the rate never has to refuse one. */
export interface Pacer {
  /**
   * Resolves when the request may be sent; the caller must then call `leave` once. Rejects with the reason of `signal` when it aborts,
   * and with the reason of `stop` if that is aborted and the request would have to wait.
   */
  enter(call: Call, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<void>
  /** Whether the server is known to limit the rate. */
  isLimited(): boolean
  /** The request is over; `header` is that of its answer, if there was one. */
  leave(call: Call, header?: (name: string) => string | undefined): void
}

/** In milliseconds. If the wait would be longer, the request is sent at once: a 429 tells the user more than a silent wait. */
const longestPause = 120_000

interface Lane {
  /** From the last answer that gave a limit. `until`: end of its window, in milliseconds since 1970. */
  limit?: RateLimit & { until: number }
  underWay: number
}

/**
 * Paces by the rate-limit headers of the answers. `limited`: the server is known to limit the rate even before its first answer (Ory
 * Network).
 *
 * @param most requests under way, of all kinds
 */
export function createPacer(
  clock: Pick<Clock, 'now' | 'sleep'>,
  limited: boolean,
  onWait: OnWait = () => undefined,
  most = Number.POSITIVE_INFINITY,
): Pacer {
  const lanes: Record<Bucket, Lane> = {
    read: { underWay: 0 },
    list: { underWay: 0 },
    write: { underWay: 0 },
    schemas: { underWay: 0 },
  }
  let isLimited = limited
  let alone = 0
  let underWay = 0
  let waiting: (() => void)[] = []

  const nextAnswer = () => new Promise<void>((resolve) => waiting.push(resolve))

  async function untilOver({ limit }: Lane, pause: number, signal: AbortSignal): Promise<void> {
    onWait({ milliseconds: pause, why: 'rate' })
    await clock.sleep(pause, signal)
    if (limit !== undefined) limit.until = Math.min(limit.until, clock.now())
  }

  const pauseBefore = ({ bucket, alone: wantsAlone }: Call) => {
    const isHeldBack = underWay >= most || (wantsAlone && isLimited && alone > 0)
    return isHeldBack ? 'until-answered' : pauseOf(lanes[bucket], clock.now())
  }

  return {
    isLimited: () => isLimited,
    async enter(call, signal, stop) {
      for (let pause = pauseBefore(call); pause !== 0; pause = pauseBefore(call)) {
        const ends = stop === undefined ? signal : AbortSignal.any([signal, stop])
        ends.throwIfAborted()
        await (pause === 'until-answered' ? nextAnswer() : untilOver(lanes[call.bucket], pause, ends))
        ends.throwIfAborted()
      }
      // No await between the check above and this increment, or two callers could both pass the check.
      underWay += 1
      lanes[call.bucket].underWay += 1
      if (call.alone) alone += 1
    },
    leave(call, header) {
      const lane = lanes[call.bucket]
      underWay -= 1
      lane.underWay -= 1
      if (call.alone) alone -= 1
      const limit = header && readRateLimit(header, clock.now())
      if (limit !== undefined) {
        isLimited = true
        lane.limit = { ...limit, until: clock.now() + limit.reset }
      }
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
  }
}

/**
 * How long a request has to wait, in milliseconds. The last answer may not count the requests under way yet, so `underWay` is
 * subtracted from what it left. When the window is over, a whole burst is free again.
 */
function pauseOf({ limit, underWay }: Lane, now: number): number | 'until-answered' {
  if (limit === undefined) return 0
  const isOver = now >= limit.until
  if ((isOver ? limit.burst : limit.remaining) > underWay) return 0
  if (underWay > 0) return 'until-answered'
  const pause = limit.until - now
  return pause > longestPause ? 0 : pause
}
