import { addressOfLeaf, shownPath } from '../model/address-leaf.ts'
import type { Change, FieldChange } from '../model/change.ts'
import { differingFields } from '../model/change-parts.ts'
import type { DriftKind, DriftSubject, LiveDigest, MovedIdentity, WholeDrift } from '../model/drift.ts'
import { isAtOrBelow, type JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'
import { holdsNull, isReadable } from '../source/writable-value.ts'

/** One difference before it is judged by a baseline. */
export interface FoundDrift {
  readonly kind: DriftKind
  readonly subject: DriftSubject
  /** `live` digest of the subject as earlier idctl versions wrote it. */
  readonly former?: LiveDigest
  readonly field?: FieldChange
  readonly observed?: true
  readonly unwritable?: true
}

/**
 * The drift of one identity since the last apply: leaves (cause `drift` or `both`), observed differences, and the identity as a
 * whole: it is gone although the inventory knows it, its mark is gone, or idctl disabled it and somebody activated it again.
 * Pending differences (only the file changed) are not drift.
 */
export function findDrift(change: Change, moved: MovedIdentity | undefined): FoundDrift[] {
  const leaf = (field: FieldChange): FoundDrift => {
    const live = moved?.leaves[field.path]
    const subject = { key: change.key, path: baselinePath(field), ...present({ live }) }
    const unwritable = isUnwritable(field, moved) || undefined
    const former = moved?.former?.leaves[field.path]
    return { kind: kindOfLeaf(field.path), subject, ...present({ former, unwritable }), field }
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

/** `person` for what people can change in self-service; only the admin API can change the rest (API reference §6.1). */
export function kindOfLeaf(path: JsonPointer): 'person' | 'tool' {
  const isTheirs = isAtOrBelow(path, '/traits') || isAtOrBelow(path, '/credentials')
  return isTheirs || addressOfLeaf(path) !== undefined ? 'person' : 'tool'
}

/** Whether `accept` refuses the live value, whatever else the document says. */
function isUnwritable({ path, reference, before: live }: FieldChange, moved: MovedIdentity | undefined): boolean {
  if (reference !== undefined || moved?.refused?.includes(path)) return true
  if (addressOfLeaf(path) !== undefined) return typeof live !== 'boolean'
  return live !== undefined && (holdsNull(live) || !isReadable(live))
}

/** The path as a baseline may hold it: without a sensitive address, which the digest still identifies. */
function baselinePath(field: FieldChange): JsonPointer {
  return shownPath(field)
}

/** True for the inactive state of an identity whose document is back: idctl disabled it, so it is not drift. */
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
  // A disabled identity's row has another key once a new document uses its key. Entries name it by the key in its mark.
  const subject = { key: change.mark_key ?? change.key, kind, ...present({ live }) }
  // Only the admin API can activate an inactive identity.
  return { kind: kind === 'reactivated' ? 'tool' : kind, subject, ...present({ former: moved?.former?.whole }) }
}
