import type { KeyKind } from './ory-network.ts'

/** What was asked, as messages may show it: no query values or path segments that belong to a person. */
export interface RequestLine {
  /** `GET /admin/identities`, `GET /admin/identities/by/external/…`. */
  readonly label: string
  /** Scheme, host and port that it went to; no credentials. */
  readonly origin: string
  /** `X-Request-ID` as sent: Kratos logs it and repeats it in errors. */
  readonly id: string
  /** What key it carried, never the key itself. */
  readonly key: KeyKind
  /** Known once it was sent. */
  readonly proxy?: ProxySeen
}

/** What stands between here and the server because the environment says so (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY). */
export interface ProxySeen {
  /** Scheme, host and, where it is known, port; no credentials. */
  readonly origin: string
  /** The answer is surely its own: it has not led to the server. */
  readonly answered?: true
}

/** A complete HTTP answer; the body is still text. */
export interface Answer {
  readonly kind: 'answer'
  readonly request: RequestLine
  readonly status: number
  readonly text: string
  /** By lower-case name. */
  header(name: string): string | undefined
  /** Whether a text stands in what was sent. */
  isQuoted(text: string): boolean
  /** Words of it without the key that came with the request: who refuses may quote it. */
  cleared(words: string): string
  /** Whatever was asked, for a while now, was answered like this. */
  readonly outage?: Outage
}

/** No answer, or only a part of one. */
export interface NoAnswer {
  readonly kind: 'no-answer'
  readonly request: RequestLine
  /** One line, as people say it: `connection refused`. */
  readonly detail: string
  readonly hint?: string
  /** The request cannot have reached the server. */
  readonly neverSent: boolean
  /** Trying again may help. */
  readonly passing: boolean
  /** There was more of it than idctl accepts: asking for less may help. */
  readonly tooLarge?: true
  /** It did not come, or not all of it, in the time that it has. */
  readonly slow?: true
  /** Nobody listens where somebody has answered before, or nobody gets an answer. */
  readonly outage?: Outage
}

/** Milliseconds since 1970: of the first request that met nobody, or no good answer, since the last one, and of this one. */
export interface Outage {
  readonly since: number
  readonly until: number
}

export type Reply = Answer | NoAnswer
