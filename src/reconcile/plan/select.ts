import type { Blocked, Change } from '../../model/change.ts'
import type { IdentityKey } from '../../model/identity.ts'

/**
 * Reduces an ordered plan to what `--only` selects. Matching, collisions and guards have judged the whole. A selected change that needs one
 * that is not selected, or that is blocked for this reason, is blocked and names it. In a swap each change needs all the others.
 */
export function selectChanges(changes: readonly Change[], isSelected: (change: Change) => boolean): Change[] {
  const selected = changes.filter(isSelected)
  const runs = new Set(selected.filter(({ blocked }) => !blocked).map(({ key }) => key))
  const missing = new Map<IdentityKey, IdentityKey>()
  for (let found = true; found; ) {
    found = false
    for (const { key, after = [], after_aside = [] } of selected) {
      const lacking = missing.has(key) ? undefined : [...after, ...after_aside].find((needed) => !runs.has(needed))
      if (lacking === undefined) continue
      missing.set(key, lacking)
      found = runs.delete(key) || found
    }
  }
  return selected.map((change) => {
    const needed = missing.get(change.key)
    return needed === undefined ? change : { ...change, blocked: blockedFor(needed) }
  })
}

function blockedFor(needed: IdentityKey): Blocked {
  return {
    code: 'selection',
    reason: `it takes a value that "${needed}" must give up first, and --only leaves out that change`,
    hint: `select "${needed}" as well`,
  }
}
