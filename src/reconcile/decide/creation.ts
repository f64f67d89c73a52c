import type { Edit } from '../../identity/edit.ts'
import type { WayIn } from '../../model/change-codes.ts'
import type { DesiredIdentity, Mark } from '../../model/identity.ts'
import type { GoneIdentity } from '../known-keys.ts'

/** An account that is to be made: facts, of which every rule about a creation makes its own judgement. */
export interface Creation {
  readonly desired: DesiredIdentity
  /** With the values that references have now. */
  readonly edits: readonly Edit[]
  readonly mark: Mark
  readonly wayIn: readonly WayIn[]
  /** The account that it had before, where the inventory knows of one. */
  readonly gone: GoneIdentity | undefined
}
