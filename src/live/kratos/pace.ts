import { type RateLimit, readRateLimit } from './rate-headers.ts'
import type { Clock, OnWait } from './retry.ts'

/**
 * Calls that Ory Network counts together, each kind against limits of its own (API reference §1.1): single reads,
 * lists and look-ups, writes; identity schemas are public, and counted there.
 */
export type Bucket = 'read' | 'list' | 'write' | 'schemas'

export interface Call {
  readonly bucket: Bucket
  /**
   * Ory Network answers 429 to a second POST or PATCH of the collection while one is under way
   * (https://www.ory.com/docs/guides/rate-limits, "in-flight"); elsewhere they may overlap.
   */
  readonly alone?: true
}

/** Holds requests back until they may be sent, so that a server that limits the rate never has to refuse one. */
export interface Pacer {
  /**
   * Resolves when the request may go: then it needs its `leave`. Rejects with the reason of `signal` when aborted, and with
   * that of `stop` if it would have to wait.
   */
  enter(call: Call, signal: AbortSignal, stop?: AbortSignal | undefined): Promise<void>
  /** The request is over; `header` is that of its answer, if there was one. */
  leave(call: Call, header?: (name: string) => string | undefined): void
}

/** Beyond this many milliseconds a request is sent all the same: its 429 says more than a silent wait. */
const longestPause = 120_000

interface Lane {
  /** Of the last answer; its window is over at `until`. */
  limit?: RateLimit & { until: number }
  underWay: number
}

/**
 * Paces by what the answers say; a server that says nothing about its rate is not held back at all. `limited`: it is
 * known to limit before its first answer.
 */
export function createPacer(
  clock: Pick<Clock, 'now' | 'sleep'>,
  limited: boolean,
  onWait: OnWait = () => undefined,
): Pacer {
  const lanes: Record<Bucket, Lane> = {
    read: { underWay: 0 },
    list: { underWay: 0 },
    write: { underWay: 0 },
    schemas: { underWay: 0 },
  }
  let isLimited = limited
  let alone = 0
  let waiting: (() => void)[] = []

  const nextAnswer = () => new Promise<void>((resolve) => waiting.push(resolve))

  async function untilOver({ limit }: Lane, pause: number, signal: AbortSignal): Promise<void> {
    onWait({ milliseconds: pause, why: 'rate' })
    await clock.sleep(pause, signal)
    if (limit !== undefined) limit.until = Math.min(limit.until, clock.now())
  }

  const pauseBefore = ({ bucket, alone: wantsAlone }: Call) =>
    wantsAlone && isLimited && alone > 0 ? 'until-answered' : pauseOf(lanes[bucket], clock.now())

  return {
    async enter(call, signal, stop) {
      for (let pause = pauseBefore(call); pause !== 0; pause = pauseBefore(call)) {
        const ends = stop === undefined ? signal : AbortSignal.any([signal, stop])
        ends.throwIfAborted()
        await (pause === 'until-answered' ? nextAnswer() : untilOver(lanes[call.bucket], pause, ends))
        ends.throwIfAborted()
      }
      // No await between the check and this increment, or two callers both pass.
      lanes[call.bucket].underWay += 1
      if (call.alone) alone += 1
    },
    leave(call, header) {
      const lane = lanes[call.bucket]
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
 * How long a request has to wait, in milliseconds. What is under way may not have been counted in the last answer, so
 * it is taken off; once the window is over a burst is free again.
 */
function pauseOf({ limit, underWay }: Lane, now: number): number | 'until-answered' {
  if (limit === undefined) return 0
  const isOver = now >= limit.until
  if ((isOver ? limit.burst : limit.remaining) > underWay) return 0
  if (underWay > 0) return 'until-answered'
  const pause = limit.until - now
  return pause > longestPause ? 0 : pause
}
