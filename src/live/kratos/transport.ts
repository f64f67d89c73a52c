import { randomUUID } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { cutOut } from '../../model/cut-out.ts'
import { present } from '../../model/present.ts'
import { type Fetch, fetchAdapter } from './fetch-adapter.ts'
import { type Life, withinWhole } from './life.ts'
import { isTransportFailure, noAnswer } from './network.ts'
import { keyKindOf } from './ory-network.ts'
import type { Call, Pacer } from './pace.ts'
import { proxyOf } from './proxy.ts'
import type { Answer, NoAnswer, Reply, RequestLine } from './reply.ts'
import { type Clock, type OnWait, systemClock } from './retry.ts'

/** Where requests go: a base URL, and the key that they carry there. */
export interface Endpoint {
  readonly base: string
  /** Bearer. */
  readonly apiKey?: string
}

/** A request as far as it is not the SDK's. */
export interface Sending extends Call {
  readonly to: Endpoint
  /** See `RequestLine`. */
  readonly label: string
  readonly life: Life
  /** Ends its wait for its turn; once sent it is not given up by this. */
  readonly stop?: AbortSignal | undefined
}

interface SdkAnswer {
  readonly status: number
  readonly data: unknown
  readonly headers: object
  /** Of the request. */
  readonly config?: { readonly data?: unknown }
  /** What Node sent. */
  readonly request?: unknown
}

export interface RequestConfig {
  readonly signal: AbortSignal
  /** Milliseconds without a byte. */
  readonly timeout: number
  readonly headers: Record<string, string>
}

export interface Transport {
  /** For the SDK's `baseOptions`: redirects are never followed, every status is an answer, bodies stay text. */
  optionsFor(endpoint: Endpoint): object
  /** Sends once, when its turn has come. Rejects with nothing but a signal's reason: failures are replies. */
  send(sending: Sending, signal: AbortSignal, call: (config: RequestConfig) => Promise<SdkAnswer>): Promise<Reply>
  /** Closes idle connections. */
  close(): void
}

export interface TransportOptions {
  readonly onAnswer?: (answer: Answer) => void
  /** Says since when nobody answers, and ends what takes too long. */
  readonly clock?: Pick<Clock, 'now' | 'alarm'>
  /** Told when an answer is slow to come. */
  readonly onWait?: OnWait | undefined
}

/**
 * Of one answer. Far above 500 ordinary identities, and above any single one: Kratos takes bodies of 5 MiB, and JSON can
 * spell a character with six.
 */
export const maxAnswerBytes = 64 * 1024 * 1024
/** Idle connections go before the proxies in front of Kratos drop them. */
const idleTimeout = 15_000

/**
 * The one place that every request passes: what limits and paces all of them belongs here.
 *
 * @param onlyGet Whatever the SDK is asked for, it leaves as a GET.
 * @param onAnswer Sees every answer when it has come.
 */
export function createTransport(
  pacer: Pacer,
  fetch: Fetch | undefined,
  onlyGet: boolean,
  { onAnswer = () => undefined, clock = systemClock, onWait }: TransportOptions = {},
): Transport {
  const httpAgent = new HttpAgent({ keepAlive: true, timeout: idleTimeout })
  const httpsAgent = new HttpsAgent({ keepAlive: true, timeout: idleTimeout })
  const common = {
    httpAgent,
    httpsAgent,
    ...present({ adapter: fetch && fetchAdapter(fetch) }),
    // Over the method that a call of the SDK brings.
    ...(onlyGet && { method: 'GET' }),
  }
  const answered = new Set<string>()
  /** By origin: when the first request met nobody, since the last answer. */
  const outages = new Map<string, number>()
  return {
    optionsFor: (endpoint) => ({ ...common, ...httpOptions(endpoint) }),
    async send(sending, signal, call) {
      const { to, label, life } = sending
      const request = { label, origin: new URL(to.base).origin, id: randomUUID(), key: keyKindOf(to.apiKey) }
      const headers = {
        Accept: 'application/json',
        // Kratos forbids caching its answers; a cache that does it all the same is asked not to.
        'Cache-Control': 'no-cache',
        'User-Agent': 'idctl',
        'X-Request-ID': request.id,
      }
      await pacer.enter(sending, signal, sending.stop)
      let answer: Answer | undefined
      try {
        const asked = withinWhole((ends) => call({ signal: ends, timeout: life.silence, headers }), life.whole, {
          signal,
          clock,
          onLongWait: (milliseconds) => onWait?.({ milliseconds, why: 'answer' }),
        })
        const got = await asked
        const proxy = proxyOf(got.request, got.status)
        answer = toAnswer(got, { ...request, ...present({ proxy }) }, to.apiKey)
        if (proxy?.answered) return answer
        answered.add(request.origin)
        onAnswer(answer)
        outages.delete(request.origin)
        return answer
      } catch (error) {
        signal.throwIfAborted()
        if (!isTransportFailure(error)) throw error
        const proxy = proxyOf((error as { request?: unknown }).request, undefined, error)
        const failure = noAnswer(error, { ...request, ...present({ proxy }) }, life)
        if (!failure.neverSent || !failure.passing) return failure
        // A host that was never reached is a wrong address rather than a restart: say so at once.
        if (!answered.has(request.origin)) return { ...failure, passing: false }
        return withOutage(failure, outages, clock.now())
      } finally {
        pacer.leave(sending, answer?.header)
      }
    },
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}

function withOutage(failure: NoAnswer, outages: Map<string, number>, now: number): NoAnswer {
  const { origin } = failure.request
  const since = outages.get(origin) ?? now
  outages.set(origin, since)
  return { ...failure, outage: { since, until: now } }
}

function httpOptions({ base, apiKey }: Endpoint): object {
  return {
    ...(apiKey !== undefined && { headers: { Authorization: `Bearer ${apiKey}` } }),
    ...(isLoopback(base) && { proxy: false }),
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    responseType: 'text',
    transformRequest: (data: unknown) => data,
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    transitional: { clarifyTimeoutError: true },
  }
}

function toAnswer(answer: SdkAnswer, request: RequestLine, apiKey: string | undefined): Answer {
  const sent = answer.config?.data
  return {
    kind: 'answer',
    request,
    status: answer.status,
    text: typeof answer.data === 'string' ? answer.data : '',
    header: (name) => headerOf(answer.headers, name),
    isQuoted: (text) => typeof sent === 'string' && sent.includes(text),
    cleared: (words) => (apiKey ? cutOut(words, [apiKey], '(API key)') : words),
  }
}

function headerOf(headers: object, name: string): string | undefined {
  const value = (headers as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}

function isLoopback(base: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(base).hostname)
}
