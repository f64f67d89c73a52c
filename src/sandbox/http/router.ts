import { posix } from 'node:path'
import { parseQuery } from '../go/query.ts'
import type { Kratos } from '../kratos.ts'
import type { HttpRules } from '../profile.ts'
import { type ApiAnswer, type ApiRequest, type Port, redirect, textAnswer } from './exchange.ts'

/** A request with the parameters of its path and query. */
export interface Call {
  readonly request: ApiRequest
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Path as the handler gets it: with `/admin`, still percent-encoded. */
  readonly path: string
}

export type Handle = (call: Call, kratos: Kratos) => ApiAnswer | Promise<ApiAnswer>

/** `:name` in a pattern matches one non-empty segment. */
export interface Route {
  readonly port: Port
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly pattern: string
  /** Never accepts a trailing slash, even in profiles where other routes do. */
  readonly exact?: boolean
  /** The route exists only in profiles that know this field. */
  readonly needs?: 'externalId'
  readonly handle: Handle
}

type Found = { readonly route: Route; readonly params: Record<string, string> }

/**
 * Finds the route like Kratos' routers, or gives their answer for an unknown path or method (API reference §1.1).
 */
export function route(
  request: ApiRequest,
  routes: readonly Route[],
  rules: HttpRules,
): { readonly route: Route; readonly call: Call } | ApiAnswer {
  const path = entryPath(request, rules)
  if (path !== request.path && request.port === 'admin' && rules.adminPrefix === 'redirected') {
    return redirect(request.method, withQuery(path, request))
  }
  const ofPort = routes.filter((candidate) => candidate.port === request.port)
  const clean = cleanPath(path)
  if (rules.cleansPaths === 'first' && clean !== path) return redirectTo(clean, request, rules)
  const found = match(path, ofPort, rules)
  const method = request.method === 'HEAD' && rules.impliedMethod === 'HEAD' ? 'GET' : request.method
  const hit = found.find((candidate) => candidate.route.method === method)
  if (hit !== undefined) {
    return { route: hit.route, call: { request, params: hit.params, query: parseQuery(request.query), path } }
  }
  const fixed = rules.cleansPaths === 'last' ? fixPath(path, method, ofPort) : undefined
  if (fixed !== undefined) return redirectTo(fixed, request, rules)
  return found.length === 0 ? textAnswer(404, '404 page not found') : wrongMethod(request, found, rules)
}

/** The path that the router gets after Kratos' middleware: cleaned, or with `/admin` in front. */
function entryPath({ port, path }: ApiRequest, rules: HttpRules): string {
  if (port === 'public') return rules.publicPath === 'cleaned' ? cleanPath(path) : path
  const decoded = decodePath(path) ?? ''
  // Kratos decodes the path to add the prefix, so the original percent-encoding is lost.
  return decoded.startsWith('/admin') ? path : encodeURI(posix.join('/admin', decoded).replace(/(?<=.)\/$/, ''))
}

function cleanPath(path: string): string {
  const clean = posix.normalize(path.startsWith('/') ? path : `/${path}`)
  return clean === '' ? '/' : clean
}

function match(path: string, routes: readonly Route[], rules: HttpRules): Found[] {
  const exact = segmentsOf(path, rules)
  const isSlashed = rules.trailingSlash === 'same' && exact.length > 2 && exact.at(-1) === ''
  return routes.flatMap((candidate) => {
    const segments = isSlashed && !candidate.exact ? exact.slice(0, -1) : exact
    const params = matchSegments(candidate.pattern, segments, (name, segment) => name === segment)
    return params === undefined ? [] : [{ route: candidate, params }]
  })
}

function segmentsOf(path: string, { escapedSlash }: HttpRules): string[] {
  const parts = escapedSlash === 'slash' ? (decodePath(path) ?? '').split('/') : path.split('/')
  return escapedSlash === 'slash' ? parts : parts.map((segment) => decodePath(segment) ?? '')
}

function matchSegments(
  pattern: string,
  given: readonly string[],
  isSame: (name: string, segment: string) => boolean,
): Record<string, string> | undefined {
  const wanted = pattern.split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const segment = given[index] ?? ''
    if (name.startsWith(':') && segment !== '') params[name.slice(1)] = segment
    else if (!isSame(name, segment)) return undefined
  }
  return params
}

/** The existing route's path that a wrong one probably means: without trailing slash, cleaned, in the right case. */
function fixPath(path: string, method: string, routes: readonly Route[]): string | undefined {
  const segments = cleanPath(decodePath(path) ?? '')
    .replace(/(?<=.)\/$/, '')
    .split('/')
  const ignoringCase = (name: string, segment: string): boolean => name.toLowerCase() === segment.toLowerCase()
  for (const { method: served, pattern } of routes) {
    const params = served === method ? matchSegments(pattern, segments, ignoringCase) : undefined
    if (params === undefined) continue
    const names = pattern.split('/')
    return encodeURI(names.map((name) => (name.startsWith(':') ? params[name.slice(1)] : name)).join('/'))
  }
  return undefined
}

function wrongMethod(request: ApiRequest, found: readonly Found[], { impliedMethod }: HttpRules): ApiAnswer {
  const served = found.map(({ route: { method } }) => method)
  const implied = impliedMethod === 'OPTIONS' || served.includes('GET') ? [impliedMethod] : []
  const allow = { Allow: [...new Set([...served, ...implied])].sort().join(', ') }
  if (request.method === 'OPTIONS' && impliedMethod === 'OPTIONS') return { status: 200, headers: allow }
  return textAnswer(405, 'Method Not Allowed', allow)
}

function redirectTo(path: string, request: ApiRequest, rules: HttpRules): ApiAnswer {
  return redirect(request.method, withQuery(path, request), request.method === 'GET' ? rules.cleanPathStatus : 307)
}

function withQuery(path: string, { query }: ApiRequest): string {
  return query === '' ? path : `${path}?${query}`
}

/** Percent-decodes a text; `undefined` for an invalid escape. */
export function decodePath(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
