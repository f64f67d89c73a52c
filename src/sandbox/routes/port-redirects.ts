import { posix } from 'node:path'
import { redirect } from '../http/exchange.ts'
import type { Call, Handle, Route } from '../http/router.ts'
import { present } from '../present.ts'

const item = '/identities/:id'

/** Identity endpoints that the public port redirects to the admin port (API reference §1.1). */
const identityEndpoints: readonly (readonly [Route['method'], string, needs?: 'externalId'])[] = [
  ['GET', '/identities'],
  ['POST', '/identities'],
  ['GET', '/identities/by/external/:externalId', 'externalId'],
  ['GET', item],
  ['PUT', item],
  ['PATCH', item],
  ['DELETE', item],
  ['DELETE', `${item}/credentials/:type`],
]

/** Routes of one port that only redirect to the other port. */
export const portRedirects: readonly Route[] = [
  ...identityEndpoints.flatMap(([method, path, needs]) =>
    [path, `/admin${path}`].map(
      (pattern): Route => ({
        port: 'public',
        method,
        pattern,
        ...present({ needs }),
        handle: toAdminPort,
      }),
    ),
  ),
  { port: 'public', method: 'DELETE', pattern: '/identities/:id/sessions', handle: toAdminPort },
  { port: 'public', method: 'POST', pattern: '/recovery/code', handle: toAdminPort },
  { port: 'public', method: 'POST', pattern: '/recovery/link', handle: toAdminPort },
  { port: 'admin', method: 'GET', pattern: '/admin/schemas', handle: toPublicPort },
  { port: 'admin', method: 'GET', pattern: '/admin/schemas/:id', handle: toPublicPort },
  { port: 'admin', method: 'DELETE', pattern: '/admin/sessions', handle: toPublicPort },
]

function toAdminPort(call: Call, { urls }: Parameters<Handle>[1]): ReturnType<Handle> {
  return redirect(call.request.method, urls.admin + target(call, '/admin'))
}

function toPublicPort(call: Call, { urls }: Parameters<Handle>[1]): ReturnType<Handle> {
  return redirect(call.request.method, urls.public + target(call, '/'))
}

/** The path under another prefix, with the query. Kratos decodes a path that changes, so an escaped slash becomes a real one. */
function target({ path, request }: Call, prefix: string): string {
  const decoded = decodeURIComponent(path)
  const moved = posix.join(prefix, decoded.replace(/^\/admin/, '')).replace(/(?<=.)\/$/, '')
  const plain = moved === decoded ? path : encodeURI(moved)
  return request.query === '' ? plain : `${plain}?${request.query}`
}
