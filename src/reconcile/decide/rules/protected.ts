import type { Blocked } from '../../../model/change.ts'
import type { Removal } from '../removal.ts'

/** Blocks the removal of a protected identity. Owed sessions of one that is disabled already still end. */
export function protectedOrphan({ mark, expired, way, why, remedy, release }: Removal): Blocked | undefined {
  if (!(mark.protect || expired?.protect) || way === 'end-sessions') return undefined
  return {
    code: 'protected',
    reason: `${why}, but it is protected`,
    hint: `${remedy}, or release it with \`${release('--protected')}\``,
    orphan: true,
  }
}
