import type { Clock } from './go/time.ts'
import type { Stamp } from './identity/stamp.ts'
import type { IdSource } from './ids.ts'
import type { Profile } from './profile.ts'
import type { IdentityBodies } from './routes/bodies.ts'
import type { Schemas } from './schemas.ts'
import type { SandboxSettings } from './settings.ts'
import type { Store } from './store.ts'

/** Everything that the routes work with. */
export interface Kratos {
  readonly profile: Profile
  /** The shapes of the request bodies. */
  readonly bodies: IdentityBodies
  readonly settings: Required<SandboxSettings>
  readonly schemas: Schemas
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  /** Base URLs without trailing slash; known once the ports are open. */
  readonly urls: { readonly admin: string; readonly public: string }
  /** The time and the source of ids for one write. */
  stamp(): Stamp
}
