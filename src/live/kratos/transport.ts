import { randomUUID } from 'node:crypto'
import { cutOut } from '../../model/cut-out.ts'
import { isLoopback } from '../../model/loopback.ts'
import { present } from '../../model/present.ts'
import { ArrivedAnswer } from './answer-memory.ts'
import { type AnswerTimeouts, withinWhole } from './answer-timeouts.ts'
import { createDirectClient } from './direct-client.ts'
import { createFetchClient, type Fetch } from './fetch-client.ts'
import type { HttpAnswer, HttpClient, RequestConfig } from './http-client.ts'
import { isTransportFailure, noAnswer } from './network.ts'
import { keyKindOf } from './ory-network.ts'
import type { Call, Pacer } from './pace.ts'
import { createProxiedClient, hasProxy } from './proxied-client.ts'
import { proxyOf } from './proxy.ts'
import type { Answer, NoAnswer, Reply, RequestLine } from './reply.ts'
import { type Clock, type OnWait, systemClock } from './retry.ts'

/** Where requests go: a base URL, and the API key for it. */
export interface Endpoint {
  readonly base: string
  /** Sent as a bearer token. */
  readonly apiKey?: string
}

/** What idctl knows of a request; the SDK makes its method, path and body. */
export interface Sending extends Call {
  readonly to: Endpoint
  /** See `RequestLine`. */
  readonly label: string
  readonly timeouts: AnswerTimeouts
  /** Ends the wait for the pacer, but not a request that was sent. */
  readonly stop?: AbortSignal | undefined
}

/** How the SDK reaches an endpoint. */
interface SdkSettings {
  readonly baseOptions: object
  /** In the place of axios. */
  readonly client: HttpClient
}

export interface Transport {
  forSdk(endpoint: Endpoint): SdkSettings
  /** Sends once, when the pacer allows it. A failed request resolves to a `Reply`; only an aborted signal rejects, with its reason. */
  send(sending: Sending, signal: AbortSignal, call: (config: RequestConfig) => Promise<HttpAnswer>): Promise<Reply>
  /** Closes idle connections. */
  close(): void
}

export interface TransportOptions {
  readonly onAnswer?: (answer: Answer) => void
  /** Called when a request is sent. */
  readonly onRequest?: (() => void) | undefined
  /** For the times of an outage, and for timeouts. */
  readonly clock?: Pick<Clock, 'now' | 'alarm'>
  /** Called when an answer takes long. */
  readonly onWait?: OnWait | undefined
}

/**
 * Every request passes through the transport, so limits that apply to all requests belong here.
 *
 * @param onlyGet Send every request as a GET, whichever method of the SDK is called.
 * @param onAnswer Called with each complete answer, except a proxy's own.
 */
export function createTransport(
  pacer: Pacer,
  fetch: Fetch | undefined,
  onlyGet: boolean,
  { onAnswer = () => undefined, onRequest = () => undefined, clock = systemClock, onWait }: TransportOptions = {},
): Transport {
  const direct = createDirectClient()
  const proxied = hasProxy() ? createProxiedClient() : undefined
  const clientFor = (base: string): HttpClient =>
    fetch ? createFetchClient(fetch) : isLoopback(base) ? direct : (proxied ?? direct)
  const originOf = rememberingOrigins()
  const answered = new Set<string>()
  /** By origin: the time of the first failed request since the last answer. */
  const outages = new Map<string, number>()
  return {
    forSdk: ({ base, apiKey }) => ({
      client: clientFor(base),
      baseOptions: present({
        headers: apiKey === undefined ? undefined : { Authorization: `Bearer ${apiKey}` },
        // Overrides the method that the SDK sets.
        method: onlyGet ? 'GET' : undefined,
      }),
    }),
    async send(sending, signal, call) {
      const { to, label, timeouts } = sending
      const request = { label, origin: originOf(to.base), id: randomUUID(), key: keyKindOf(to.apiKey) }
      const headers = {
        Accept: 'application/json',
        // Kratos' answers forbid caching; this also asks caches that ignore it.
        'Cache-Control': 'no-cache',
        'User-Agent': 'idctl',
        'X-Request-ID': request.id,
      }
      await pacer.enter(sending, signal, sending.stop)
      onRequest()
      let answer: Answer | undefined
      try {
        const since = clock.now()
        const asked = withinWhole(
          (ends) => call({ signal: ends, timeout: timeouts.silence, headers }),
          timeouts.whole,
          {
            signal,
            clock,
            onLongWait: (milliseconds) => onWait?.({ milliseconds, why: 'answer', since }),
          },
        )
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
        const failure = noAnswer(error, { ...request, ...present({ proxy }) }, timeouts)
        if (!failure.neverSent || !failure.passing) return failure
        // If the host has never answered, its address is probably wrong: do not repeat the request. If it has, it may be restarting.
        if (!answered.has(request.origin)) return { ...failure, passing: false }
        return withOutage(failure, outages, clock.now())
      } finally {
        pacer.leave(sending, answer?.header)
      }
    },
    close() {
      direct.close()
      proxied?.close()
    },
  }
}

/** There are few bases, and many requests to each. */
function rememberingOrigins(): (base: string) => string {
  const origins = new Map<string, string>()
  return (base) => {
    const origin = origins.get(base) ?? new URL(base).origin
    origins.set(base, origin)
    return origin
  }
}

function withOutage(failure: NoAnswer, outages: Map<string, number>, now: number): NoAnswer {
  const { origin } = failure.request
  const since = outages.get(origin) ?? now
  outages.set(origin, since)
  return { ...failure, outage: { since, until: now } }
}

function toAnswer(answer: HttpAnswer, request: RequestLine, apiKey: string | undefined): Answer {
  const { status, data, headers, config } = answer
  const sent = config?.data
  return {
    kind: 'answer',
    request,
    status,
    ...bodyOf(data),
    // Keeps the headers alone: the SDK's answer holds on to the bytes of the body.
    header: (name) => headerOf(headers, name),
    wasSent: (text) => typeof sent === 'string' && sent.includes(text),
    withoutApiKey: (words) => (apiKey ? cutOut(words, [apiKey], '(API key)') : words),
  }
}

/** Apart from the functions of an answer, which would hold on to the text as long as somebody holds on to one of them. */
function bodyOf(data: HttpAnswer['data']): Pick<Answer, 'size' | 'text' | 'release'> {
  if (data instanceof ArrivedAnswer) return { size: data.size, text: () => data.text(), release: () => data.release() }
  const text = typeof data === 'string' ? data : ''
  return { size: text.length, text: () => text, release: () => undefined }
}

function headerOf(headers: object, name: string): string | undefined {
  const value = (headers as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}
