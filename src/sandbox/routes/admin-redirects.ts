import { redirect } from '../http/exchange.ts'
import type { Call, Handle, Route } from '../http/router.ts'

const item = '/identities/:id'

/** Identity endpoints that the public port knows; it sends their callers to the admin port (API reference §1.1). */
const endpoints: readonly (readonly [Route['method'], string])[] = [
  ['GET', '/identities'],
  ['POST', '/identities'],
  ['GET', '/identities/by/external/:externalId'],
  ['GET', item],
  ['PUT', item],
  ['PATCH', item],
  ['DELETE', item],
  ['DELETE', `${item}/credentials/:type`],
]

export const adminRedirects: readonly Route[] = [
  ...endpoints.flatMap(([method, pattern]) => [
    { port: 'public' as const, method, pattern, handle: toAdminPort },
    { port: 'public' as const, method, pattern: `/admin${pattern}`, handle: toAdminPort },
  ]),
  { port: 'public', method: 'DELETE', pattern: '/identities/:id/sessions', handle: toAdminPort },
]

function toAdminPort({ path, request }: Call, { urls }: Parameters<Handle>[1]): ReturnType<Handle> {
  const query = request.query === '' ? '' : `?${request.query}`
  return redirect(request.method, `${urls.admin}/admin${path.replace(/^\/admin/, '')}${query}`)
}
