import { addressOfLeaf, shownPath } from '../model/address-leaf.ts'
import type { Change, FieldChange } from '../model/change.ts'
import { differingFields } from '../model/change-parts.ts'
import type { DriftKind, DriftSubject, LiveDigest, MovedIdentity, WholeDrift } from '../model/drift.ts'
import { isAtOrBelow, type JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'

/** One difference of a change before any baseline is asked. */
export interface FoundDrift {
  readonly kind: DriftKind
  readonly subject: DriftSubject
  /** `live` of the subject as an earlier idctl wrote it. */
  readonly former?: LiveDigest
  readonly field?: FieldChange
  readonly observed?: true
}

/**
 * What moved live about one identity since the last apply: leaves (cause `drift` or `both`), observed differences, and the
 * identity as a whole: it is gone (the inventory knew it), its mark is gone, or it was disabled and somebody
 * activated it again. What is merely pending (the file moved, live did not) is no drift.
 */
export function findDrift(change: Change, moved: MovedIdentity | undefined): FoundDrift[] {
  const leaf = (field: FieldChange): FoundDrift => {
    const live = moved?.leaves[field.path]
    const subject = { key: change.key, path: baselinePath(field), ...present({ live }) }
    return { kind: kindOfLeaf(field.path), subject, ...present({ former: moved?.former?.leaves[field.path] }), field }
  }
  const whole = wholeDriftOf(change)
  return [
    ...(whole === undefined ? [] : [foundWhole(change, whole, moved)]),
    ...differingFields(change)
      .filter((field) => hasMovedLive(field) && !isOurs(field, change))
      .map(leaf),
    ...(change.observed ?? []).map((field) => ({ ...leaf(field), observed: true as const })),
  ]
}

/** What the person can change in self-service; everything else only the admin API can (API reference §6.1). */
export function kindOfLeaf(path: JsonPointer): 'person' | 'tool' {
  const isTheirs = isAtOrBelow(path, '/traits') || isAtOrBelow(path, '/credentials')
  return isTheirs || addressOfLeaf(path) !== undefined ? 'person' : 'tool'
}

/** The path as a baseline may hold it: without the address where that is sensitive; the digest tells which one it was. */
function baselinePath(field: FieldChange): JsonPointer {
  return shownPath(field)
}

/** The inactive state of an identity whose document is back: idctl itself disabled it. */
function isOurs({ path }: FieldChange, { reason }: Change): boolean {
  return reason === 'restored' && path === '/state'
}

function hasMovedLive({ cause }: FieldChange): boolean {
  return cause === 'drift' || cause === 'both'
}

function wholeDriftOf(change: Change): WholeDrift | undefined {
  if (change.action === 'create') return change.recreates ? 'missing' : undefined
  if (change.reason === 'unmarked') return 'unmarked'
  return change.blocked?.code === 'reactivated' ? 'reactivated' : undefined
}

function foundWhole(change: Change, kind: WholeDrift, moved: MovedIdentity | undefined): FoundDrift {
  const live = moved?.whole
  // Whoever was disabled may have a row of another name, once the key is a newcomer's; what was accepted is about the same.
  const subject = { key: change.mark_key ?? change.key, kind, ...present({ live }) }
  // Only the admin API makes an inactive identity active.
  return { kind: kind === 'reactivated' ? 'tool' : kind, subject, ...present({ former: moved?.former?.whole }) }
}
