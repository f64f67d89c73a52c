import type { KeyKind } from './ory-network.ts'

/** Describes a request in messages, without query values or path segments that belong to a person. */
export interface RequestLine {
  /** `GET /admin/identities`, `GET /admin/identities/by/external/…`. */
  readonly label: string
  /** Scheme, host and port of the server, without credentials. */
  readonly origin: string
  /** `X-Request-ID` as sent: Kratos logs it and repeats it in errors. */
  readonly id: string
  /** The kind of API key that was sent, never the key itself. */
  readonly key: KeyKind
  /** Known only after the request was sent. */
  readonly proxy?: ProxySeen
}

/** A proxy that the environment configures (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) and that a request went through. */
export interface ProxySeen {
  /** Scheme, host and, if known, port, without credentials. */
  readonly origin: string
  /** The answer certainly comes from the proxy: the request did not reach the server. */
  readonly answered?: true
}

/** A complete HTTP answer; the body is still text. */
export interface Answer {
  readonly kind: 'answer'
  readonly request: RequestLine
  readonly status: number
  /** Of the body, in bytes or UTF-16 units. */
  readonly size: number
  /** The body. Made anew each time: it may be large, and wait for long. */
  text(): string
  /** The body is not read any more: its memory gets the next answer. */
  release(): void
  /** By lower-case name. */
  header(name: string): string | undefined
  /** Whether the body of the request contains the text. */
  wasSent(text: string): boolean
  /** A text of this answer without the API key of the request, which the server's message may quote. */
  withoutApiKey(words: string): string
  /** Present when the server has answered every request like this for some time. */
  readonly outage?: Outage
}

/** No answer, or only a part of one. */
export interface NoAnswer {
  readonly kind: 'no-answer'
  readonly request: RequestLine
  /** One line for people, such as `connection refused`. */
  readonly detail: string
  readonly hint?: string
  /** The request cannot have reached the server. */
  readonly neverSent: boolean
  /** The failure is temporary: the request may succeed if it is repeated. */
  readonly passing: boolean
  /** The answer was larger than idctl accepts: asking for fewer rows may help. */
  readonly tooLarge?: true
  /** The answer was not complete when its time was over (`AnswerTimeouts`). */
  readonly slow?: true
  /** Present when a server that answered before refuses connections, or answers no request any more. */
  readonly outage?: Outage
}

/** Milliseconds since 1970. */
export interface Outage {
  /** Time of the first failed request after the last good answer. */
  readonly since: number
  /** Time of the last failed request. */
  readonly until: number
}

export type Reply = Answer | NoAnswer
