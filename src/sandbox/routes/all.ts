import type { Route } from '../http/router.ts'
import type { Profile } from '../profile.ts'
import { batchCreate } from './batch-create.ts'
import { createIdentity } from './create-identity.ts'
import { deleteCredential } from './delete-credential.ts'
import { deleteIdentity } from './delete-identity.ts'
import { healthRoutes } from './health.ts'
import { listIdentities } from './list-identities.ts'
import { listSessions } from './list-sessions.ts'
import { patchIdentity } from './patch-identity.ts'
import { portRedirects } from './port-redirects.ts'
import { readIdentity } from './read-identity.ts'
import { recoveryRoutes } from './recovery.ts'
import { schemaRoutes } from './schemas.ts'
import { sessionRoutes } from './sessions.ts'
import { updateIdentity } from './update-identity.ts'

const routes: readonly Route[] = [
  listIdentities,
  createIdentity,
  batchCreate,
  ...readIdentity,
  updateIdentity,
  patchIdentity,
  deleteIdentity,
  deleteCredential,
  listSessions,
  ...sessionRoutes,
  ...recoveryRoutes,
  ...schemaRoutes,
  ...healthRoutes,
  ...portRedirects,
]

/** The routes that this profile's server has. */
export function routesOf({ fields }: Profile): readonly Route[] {
  return routes.filter(({ needs }) => needs === undefined || fields[needs])
}
