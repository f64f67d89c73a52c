import { posix } from 'node:path'
import { parseQuery } from '../go/query.ts'
import type { Kratos } from '../kratos.ts'
import { type ApiAnswer, type ApiRequest, type Dropped, type Port, redirect, textAnswer } from './exchange.ts'

/** A request with what the route took out of its path and query. */
export interface Call {
  readonly request: ApiRequest
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Path as the handler sees it: with `/admin`, still percent-encoded. */
  readonly path: string
}

export type Handle = (call: Call, kratos: Kratos) => ApiAnswer | Dropped | Promise<ApiAnswer | Dropped>

/** `GET` answers `HEAD` too. `:name` in a pattern takes one segment that is not empty. */
export interface Route {
  readonly port: Port
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly pattern: string
  readonly handle: Handle
}

/** Finds the route as Go's `ServeMux` does, with its answers for paths and methods that nobody serves (§1.1). */
export function route(request: ApiRequest, routes: readonly Route[]): { route: Route; call: Call } | ApiAnswer {
  if (decodePath(request.path) === undefined) return malformed
  const path = request.port === 'admin' ? withAdminPrefix(request.path) : request.path
  const clean = cleanPath(path)
  if (clean !== path) return redirect(request.method, request.query === '' ? clean : `${clean}?${request.query}`)
  const found = routes.flatMap((candidate) => {
    const params = candidate.port === request.port ? matchPath(candidate.pattern, path) : undefined
    return params === undefined ? [] : [{ route: candidate, params }]
  })
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const hit = found.find((candidate) => candidate.route.method === method)
  if (hit !== undefined) {
    return { route: hit.route, call: { request, params: hit.params, query: parseQuery(request.query), path } }
  }
  if (found.length === 0) return textAnswer(404, '404 page not found')
  const methods = found.flatMap(({ route: { method: name } }) => (name === 'GET' ? ['GET', 'HEAD'] : [name]))
  return textAnswer(405, 'Method Not Allowed', { Allow: [...new Set(methods)].sort().join(', ') })
}

/** Refused before any handler sees it. */
const malformed: ApiAnswer = {
  status: 400,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: '400 Bad Request',
}

/** v26.2.0 rewrites a path without `/admin` in place; what was percent-encoded in it is lost on the way. */
function withAdminPrefix(path: string): string {
  const decoded = decodePath(path) ?? ''
  if (decoded.startsWith('/admin')) return path
  return encodeURI(posix.join('/admin', decoded).replace(/(?<=.)\/$/, ''))
}

function cleanPath(path: string): string {
  const clean = posix.normalize(path.startsWith('/') ? path : `/${path}`)
  return clean === '' ? '/' : clean
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const segment = decodePath(given[index] ?? '') ?? ''
    if (name.startsWith(':') && segment !== '') params[name.slice(1)] = segment
    else if (name !== segment) return undefined
  }
  return params
}

function decodePath(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
