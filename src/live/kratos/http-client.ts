/** What `Transport` adds to a request of the SDK. */
export interface RequestConfig {
  readonly signal: AbortSignal
  /** Longest time without data, in milliseconds. */
  readonly timeout: number
  readonly headers: Readonly<Record<string, string>>
}

/** A request as the SDK hands it to its HTTP library. */
export interface HttpRequest extends RequestConfig {
  readonly url: string
  readonly method: string
  /** The body, as JSON. */
  readonly data?: unknown
}

/** Of every status. */
export interface HttpAnswer {
  readonly status: number
  /** The body: a text, or an `ArrivedAnswer`. */
  readonly data: unknown
  /** By lower-case name. */
  readonly headers: object
  /** `data` is the body of the request. */
  readonly config?: { readonly data?: unknown }
  /** The request object of Node's HTTP client, if a proxy may be in between. */
  readonly request?: unknown
}

/**
 * What the SDK needs of axios, its HTTP library. Implementations never follow redirects, and accept answers up to `maxAnswerBytes`. They reject
 * with an error that `isTransportFailure` recognises, or with any other if `signal` is aborted.
 */
export interface HttpClient {
  /** The SDK looks for a base URL in it, and uses its own when there is none. */
  readonly defaults: Readonly<Record<string, never>>
  request(request: HttpRequest): Promise<HttpAnswer>
}

/**
 * Size of one answer. Far above 500 ordinary identities, and above any single identity: Kratos takes bodies of 5 MiB, and JSON can
 * write one character as six (`\u0041`).
 */
export const maxAnswerBytes = 64 * 1024 * 1024

/** Connections are kept, but for less than the idle timeouts of proxies in front of Kratos, so that idctl does not send on a connection that a proxy has closed. */
export const keptConnections = { keepAlive: true, timeout: 15_000 } as const
