import type { RateLimit } from '../profile.ts'

/** Whether one request is allowed, and the rate-limit headers of its answer. */
export interface RateVerdict {
  readonly allowed: boolean
  readonly headers: Readonly<Record<string, string>>
}

interface Window {
  readonly seconds: number
  readonly limit: number
  /** Index of the current window, counted from 1970. */
  current: number
  /** Requests in the current window. */
  count: number
}

/**
 * Counts requests in a burst and a sustained window, both of fixed length and aligned to the clock. The headers follow Ory's
 * guide (https://www.ory.com/docs/guides/rate-limits): all limits, then the remaining requests of the scarcer window and the
 * whole seconds until it ends, rounded down.
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

/** Counts a request, even a refused one, so that a client that keeps sending waits longer. */
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
