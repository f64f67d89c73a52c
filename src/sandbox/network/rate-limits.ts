import type { RateLimit } from '../profile.ts'

/** What one request met: the headers of its answer, and whether there is one. */
export interface RateVerdict {
  readonly allowed: boolean
  readonly headers: Readonly<Record<string, string>>
}

interface Window {
  readonly seconds: number
  readonly limit: number
  /** Number of the window since 1970, and the requests in it. */
  current: number
  count: number
}

/**
 * Counts requests against a burst and a sustained window, both of fixed length and aligned to the clock. The headers are
 * those of Ory's guide (https://www.ory.com/docs/guides/rate-limits): all ceilings, then what is left of the scarcer
 * window and the whole seconds until it is over, which are 0 within its last.
 */
export function createRateLimit({ perSecond, perMinute }: RateLimit, millis: () => number): () => RateVerdict {
  const windows: Window[] = [
    { seconds: 1, limit: perSecond, current: 0, count: 0 },
    { seconds: 60, limit: perMinute, current: 0, count: 0 },
  ]
  return () => {
    const now = millis()
    const states = windows.map((window) => count(window, now))
    const scarcest = states.reduce((least, state) => (state.left <= least.left ? state : least))
    const ceilings = windows.map(({ seconds, limit }) => `${limit};w=${seconds}`)
    return {
      allowed: scarcest.left >= 0,
      headers: {
        'x-ratelimit-limit': [scarcest.limit, ...ceilings].join(', '),
        'x-ratelimit-remaining': String(Math.max(scarcest.left, 0)),
        'x-ratelimit-reset': String(scarcest.reset),
      },
    }
  }
}

/** A refused request counts, too: who keeps asking waits longer. */
function count(window: Window, now: number): { limit: number; left: number; reset: number } {
  const length = window.seconds * 1000
  const current = Math.floor(now / length)
  if (current !== window.current) window.count = 0
  window.current = current
  window.count++
  return {
    limit: window.limit,
    left: window.limit - window.count,
    reset: Math.floor(((current + 1) * length - now) / 1000),
  }
}
