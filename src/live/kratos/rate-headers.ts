/** The rate limit that a server's answer describes. */
export interface RateLimit {
  /** Requests left in the window that has the fewest left. */
  readonly remaining: number
  /** Milliseconds until that window is over, at least 1000: the header has whole seconds, and 0 means less than one. */
  readonly reset: number
  /** The smallest limit of all windows: so many requests may be sent when a window begins. */
  readonly burst: number
}

type Header = (name: string) => string | undefined

const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'] as const
/** Some gateways write a reset as seconds since 1970 instead of seconds to wait. Numbers above this are taken as such. */
const earliestMoment = 1_000_000_000

/**
 * Ory Network's `x-ratelimit-limit: 10, 10;w=1, 300;w=60`, `-remaining: 8`, `-reset: 1`
 * (https://www.ory.com/docs/guides/rate-limits): a request counts against a burst window and a sustained window. If
 * `remaining` and `reset` have several values too, values at the same index belong to the same window. `undefined` without the headers.
 */
export function readRateLimit(header: Header, now: number): RateLimit | undefined {
  const [limits, remaining, resets] = names.map((name) => numbersOf(header(name)))
  if (!limits || !remaining || !resets || remaining.length === 0 || resets.length === 0) return undefined
  const windows = remaining.map((left, index) => ({ left, reset: resets[Math.min(index, resets.length - 1)] ?? 0 }))
  const scarcest = Math.min(...remaining)
  const reset = Math.max(...windows.filter(({ left }) => left === scarcest).map((window) => window.reset))
  const seconds = reset > earliestMoment ? reset - now / 1000 : reset
  return {
    remaining: scarcest,
    reset: Math.max(1, Math.ceil(seconds)) * 1000,
    burst: Math.max(1, Math.min(...limits, Number.MAX_SAFE_INTEGER)),
  }
}

/** The leading number of each element of a list; parameters such as `;w=60` are about the window, not the count. */
function numbersOf(list: string | undefined): number[] {
  const elements = (list ?? '').split(',').map((element) => /^\s*(\d+)\s*(?:;.*)?$/.exec(element)?.[1])
  return elements.flatMap((digits) => (digits === undefined ? [] : [Number(digits)]))
}
