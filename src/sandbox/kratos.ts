import type { Clock } from './go/time.ts'
import type { Stamp } from './identity/stamp.ts'
import type { IdSource } from './ids.ts'
import type { Profile } from './profiles.ts'
import type { Schemas } from './schemas.ts'
import type { SandboxSettings } from './settings.ts'
import type { Store } from './store.ts'

/** Everything that the routes work with. */
export interface Kratos {
  readonly profile: Profile
  readonly settings: Required<SandboxSettings>
  readonly schemas: Schemas
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  /** Base URLs without trailing slash; known once the ports are open. */
  readonly urls: { readonly admin: string; readonly public: string }
  /** A new time and the source of ids for one write. */
  stamp(): Stamp
}
