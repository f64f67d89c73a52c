import type { Edit } from '../../identity/edit.ts'
import type { WayIn } from '../../model/change-codes.ts'
import type { DesiredIdentity, Mark } from '../../model/identity.ts'
import type { GoneIdentity } from '../known-keys.ts'

/** An account to be created. Every rule about a creation reads these facts. */
export interface Creation {
  readonly desired: DesiredIdentity
  /** References are resolved to their current values. */
  readonly edits: readonly Edit[]
  readonly mark: Mark
  readonly wayIn: readonly WayIn[]
  /** The earlier account of this person, if the inventory knows one. */
  readonly gone: GoneIdentity | undefined
}
