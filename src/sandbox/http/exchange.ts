import type { Json } from '../json.ts'
import { writeJson } from '../write-json.ts'

export type Port = 'admin' | 'public'

/** A request as received; path and query are still percent-encoded. */
export interface ApiRequest {
  readonly method: string
  readonly port: Port
  readonly path: string
  readonly query: string
  readonly headers: Headers
  /** `undefined` = larger than the server's limit. */
  readonly body: Uint8Array | undefined
  /** Sent without `Content-Length`, so that the server cannot know beforehand that a body is empty. */
  readonly chunked: boolean
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Send half of the body, then break the connection. */
  readonly cut?: true
}

/** The connection is closed without an answer. */
export type Dropped = { readonly dropped: true }

export const dropped: Dropped = { dropped: true }

export function jsonAnswer(status: number, body: Json, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  const type = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status, headers: { ...headers, ...type }, body: `${writeJson(body)}\n` }
}

export const noContent: ApiAnswer = { status: 204, headers: {} }

/** A plain-text answer of Go's router. */
export function textAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
  return { status, headers: { ...headers, ...type }, body: `${text}\n` }
}

const phrases = { 301: 'Moved Permanently', 307: 'Temporary Redirect' } as const

/** Go's `http.Redirect`: an HTML page with a link for GET and HEAD, only the header for other methods. */
export function redirect(method: string, location: string, status: 301 | 307 = 307): ApiAnswer {
  if (method !== 'GET' && method !== 'HEAD') return { status, headers: { Location: location } }
  const escaped = location.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', Location: location },
    body: `<a href="${escaped.replaceAll('"', '&#34;').replaceAll("'", '&#39;')}">${phrases[status]}</a>.\n\n`,
  }
}
