import { setTimeout as delay } from 'node:timers/promises'
import type { ApiAnswer, ApiRequest } from '../http/exchange.ts'
import type { Bucket, NetworkRules, RateLimit } from '../profile.ts'
import { createRateLimit } from './rate-limits.ts'

/** Ory Network's gateway in front of Kratos: rate limits and in-flight limits. */
export interface Gate {
  /** Call it synchronously on arrival, so that overlapping requests see each other. */
  enter(request: ApiRequest): Pass
}

export interface Pass {
  /** The 429 with which the gateway refuses the request. */
  readonly refusal?: ApiAnswer
  /** Headers to add to the answer. */
  readonly headers: Readonly<Record<string, string>>
  /** Call it once the answer is ready. */
  leave(): Promise<void>
}

export function createGate(
  rules: NetworkRules,
  limits: Partial<Record<Bucket, RateLimit>>,
  millis: () => number,
): Gate {
  const limited = { ...rules.buckets, ...limits }
  const buckets = {
    read: createRateLimit(limited.read, millis),
    list: createRateLimit(limited.list, millis),
    write: createRateLimit(limited.write, millis),
  }
  const underWay = new Set<string>()
  return {
    enter(request) {
      const bucket = bucketOf(request)
      if (bucket === undefined) return { headers: {}, leave: async () => {} }
      const { allowed, headers } = buckets[bucket]()
      const lock = lockOf(request)
      if (!allowed || (lock !== undefined && underWay.has(lock))) {
        return { refusal: { status: 429, headers }, headers, leave: async () => {} }
      }
      if (lock === undefined) return { headers, leave: async () => {} }
      underWay.add(lock)
      return {
        headers,
        async leave() {
          // Without a delay the sandbox answers so fast that requests never overlap.
          await delay(rules.lockMillis)
          underWay.delete(lock)
        },
      }
    },
  }
}

/** The bucket of a request, as named in the API description of v26.2.0 (API reference §1.1). Health is not counted. */
function bucketOf({ method, path }: ApiRequest): Bucket | undefined {
  if (/\/health\//.test(path)) return undefined
  if (method !== 'GET' && method !== 'HEAD') return 'write'
  return /^\/admin\/identities\/[^/]+$/.test(path) ? 'read' : 'list'
}

/**
 * The key by which a request blocks others, its whole path; `undefined` for endpoints without an enforced in-flight limit
 * (https://www.ory.com/docs/guides/rate-limits).
 */
function lockOf({ method, path }: ApiRequest): string | undefined {
  const locked = lockedPaths.some((rule) => rule.methods.includes(method) && rule.path.test(path))
  return locked ? path : undefined
}

const lockedPaths = [
  { methods: ['POST', 'PATCH'], path: /^\/admin\/identities$/ },
  { methods: ['PUT', 'PATCH', 'DELETE'], path: /^\/admin\/identities\/[^/]+$/ },
  { methods: ['DELETE'], path: /^\/admin\/identities\/[^/]+\/(?:credentials\/[^/]+|sessions)$/ },
]
