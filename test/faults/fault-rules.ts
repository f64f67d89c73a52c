import { isDeep } from '../support/depth.ts'
import type { Fault, FaultRule } from '../support/fault-proxy.ts'
import type { EndpointName, FaultName } from './matrix.ts'

const item = '/admin/identities/[0-9a-f-]{36}'

/** The requests of an endpoint. */
const requests: Readonly<Record<EndpointName, { readonly method: string; readonly path: RegExp }>> = {
  list: { method: 'GET', path: /^\/admin\/identities\?(?!.*(?:ids=|credentials_identifier=|[?&]page=))/ },
  schema: { method: 'GET', path: /^\/schemas/ },
  // But not the question about nobody: without an answer to that, too, the server is gone for everybody.
  ids: { method: 'GET', path: /^\/admin\/identities\?.*ids=(?!00000000-)/ },
  get: { method: 'GET', path: new RegExp(`^(${item}$|/admin/identities/by/external/|.*credentials_identifier=)`) },
  batch: { method: 'PATCH', path: /^\/admin\/identities$/ },
  create: { method: 'POST', path: /^\/admin\/identities$/ },
  patch: { method: 'PATCH', path: new RegExp(`^${item}$`) },
  put: { method: 'PUT', path: new RegExp(`^${item}$`) },
  delete: { method: 'DELETE', path: new RegExp(`^${item}$`) },
  sessions: { method: 'DELETE', path: new RegExp(`^${item}/sessions$`) },
  recovery: { method: 'POST', path: /^\/admin\/recovery\// },
}

/** Every page of a listing but the first. */
const laterPages = /^\/admin\/identities\?.*page_token=(?!00000000-0000-0000-0000)/

/** More of them, and of redirects, are in the tests of `src/live/kratos`. */
const foreign = ['{}', '[{"name":"somebody else"}]']

/** The ways in which a fault comes. Where a redirect leads is said when it runs. */
function variants(name: FaultName): Readonly<Record<string, Fault>> {
  switch (name) {
    case '429':
      return { '': { kind: 'status', status: 429, retryAfter: '1' } }
    case '500, 502, 503':
      return Object.fromEntries([500, 502, 503].map((status) => [String(status), { kind: 'status', status }]))
    case '504 after the effect':
      return { '': { kind: 'status-after', status: 504 } }
    case 'reset before the effect':
      return { '': { kind: 'reset-before' } }
    case 'reset after the effect':
      return { '': { kind: 'reset-after' } }
    case 'slow answer':
      return { '': { kind: 'slow', milliseconds: 3 } }
    case 'truncated JSON, and the connection ends':
      return { '': { kind: 'cut-off' } }
    case 'truncated JSON, sent as the whole':
      return { '': { kind: 'cut-json' } }
    case 'foreign JSON':
      return Object.fromEntries(foreign.map((body) => [body, { kind: 'body', body }]))
    case 'HTML':
      return { '': { kind: 'html' } }
    case 'redirect to another host':
      return Object.fromEntries([302, 307].map((status) => [String(status), { kind: 'redirect', status, to: '' }]))
    case 'duplicate page':
      return { '': { kind: 'repeat-page' } }
    case 'missing page: `next` skips it':
      return { '': { kind: 'skip-next' } }
    case 'missing page: another one is answered':
      return { '': { kind: 'skip-page' } }
    case 'repeated token':
      return { '': { kind: 'next-again' } }
    case 'stale list':
      return { '': { kind: 'stale' } }
    case 'empty list':
    case 'empty later page':
      return { '': { kind: 'empty-list' } }
    case 'empty list without `Link`':
      return { '': { kind: 'empty-page' } }
    case '401 half-way':
      return { '': { kind: 'status', status: 401 } }
  }
}

const ofLaterPages: ReadonlySet<FaultName> = new Set(['duplicate page', 'empty later page', '401 half-way'])

/** Rules for the proxy, by the name of the variant. */
export function rulesFor(fault: FaultName, endpoint: EndpointName, times: 'once' | 'always'): [string, FaultRule][] {
  const { method, path } = requests[endpoint]
  const paths = endpoint === 'list' && ofLaterPages.has(fault) ? laterPages : path
  const halfWay = fault === '401 half-way' && endpoint === 'patch'
  const which = times === 'once' ? { nth: 1 } : { from: halfWay ? 2 : 1 }
  const all = Object.entries(variants(fault))
  // At full size each variant once; else, and for ever, one of them tells.
  return (times === 'once' ? all.slice(0, isDeep ? undefined : 1) : all.slice(-1)).map(([name, spoiled]) => [
    name,
    { method, path: paths, ...which, fault: spoiled },
  ])
}
