import { noRow } from '../errors.ts'
import { uuidOrNil } from '../go/uuid.ts'
import { noContent } from '../http/exchange.ts'
import type { Route } from '../http/router.ts'

/** `DELETE /admin/identities/{id}`; also works when the identity's schema is no longer configured (API reference §9.1). */
export const deleteIdentity: Route = {
  port: 'admin',
  method: 'DELETE',
  pattern: '/admin/identities/:id',
  handle(call, { store }) {
    if (!store.delete(uuidOrNil(call.params['id'] ?? ''))) throw noRow()
    return noContent
  },
}
