import type { Blocked, Change } from '../model/change.ts'
import type { IdentityKey } from '../model/identity.ts'

/**
 * What `--only` leaves of an ordered plan. Matching, collisions and guards were over the whole; a selected change that
 * needs one that is not selected (or is itself blocked for that) is blocked and names it.
 */
export function selectChanges(changes: readonly Change[], isSelected: (change: Change) => boolean): Change[] {
  const runs = new Set<IdentityKey>()
  return changes.filter(isSelected).map((change) => {
    const missing = change.after?.find((key) => !runs.has(key))
    if (missing === undefined) {
      if (!change.blocked) runs.add(change.key)
      return change
    }
    const blocked: Blocked = {
      code: 'selection',
      reason: `it takes an identifier that "${missing}" must give up first, and --only leaves that out`,
      hint: `select "${missing}" as well`,
    }
    return { ...change, blocked }
  })
}
