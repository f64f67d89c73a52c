/** What a server says of the limit that a request counted against. */
export interface RateLimit {
  /** Requests left in the window that is nearest to its end. */
  readonly remaining: number
  /** Milliseconds until there are more; rounded up to a second, since the header has whole ones and says 0 below. */
  readonly reset: number
  /** Requests that its smallest window takes. */
  readonly burst: number
}

type Header = (name: string) => string | undefined

const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'] as const
/** Above this a reset is a moment (seconds since 1970) and not a time to wait, as some gateways have it. */
const earliestMoment = 1_000_000_000

/**
 * Ory Network's `x-ratelimit-limit: 10, 10;w=1, 300;w=60`, `-remaining: 8`, `-reset: 1`
 * (https://www.ory.com/docs/guides/rate-limits): a request counts against a burst and a sustained window. Where
 * `remaining` and `reset` have several values as well, those of one window stand at one place. `undefined` without them.
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
