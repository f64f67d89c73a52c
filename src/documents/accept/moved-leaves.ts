import { liveLeaf } from '../../identity/live-document.ts'
import { shownPath } from '../../model/address-leaf.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import { placeInField } from '../../model/field-place.ts'
import type { DesiredIdentity, ManagedField } from '../../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../../model/json.ts'
import { modeAt } from '../../model/ownership.ts'
import { present } from '../../model/present.ts'
import type { FieldDiff } from '../../reconcile/diff/diff.ts'
import type { BothPair } from '../../reconcile/match/match.ts'

/** A leaf of a document whose live value differs because live moved. */
export interface MovedLeaf {
  readonly path: JsonPointer
  readonly field: ManagedField
  readonly at: SourceLocation
  /** Absent: live has no such value. */
  readonly live?: Json
  /** Masked in every output. */
  readonly sensitive: boolean
}

/**
 * The leaves to accept: all that drifted, or those at or below the pointers, including observed ones. A pointer without
 * such a leaf is a mistake.
 */
export function movedLeaves(
  pair: BothPair,
  diff: FieldDiff,
  pointers: readonly JsonPointer[],
): { readonly leaves: readonly MovedLeaf[]; readonly diagnostics: readonly Diagnostic[] } {
  const drifted = diff.changes.filter(({ cause }) => cause === 'drift' || cause === 'both')
  const moved = [...drifted, ...(pointers.length === 0 ? [] : diff.observed)].flatMap((change) => leafOf(change, pair))
  if (pointers.length === 0) return { leaves: moved, diagnostics: [] }
  const isNamed = ({ path }: MovedLeaf) => pointers.some((pointer) => isAtOrBelow(path, pointer))
  const idle = pointers.filter((pointer) => !moved.some(({ path }) => isAtOrBelow(path, pointer)))
  return {
    leaves: moved.filter(isNamed),
    diagnostics: idle.map((pointer) => unmovedPointer(pointer, pair.desired, diff, moved)),
  }
}

function leafOf({ path, sensitive }: FieldChange, { desired, live }: BothPair): MovedLeaf[] {
  const field = desired.fields[path]
  if (field === undefined) return []
  const value = liveLeaf(live, path)
  return [{ path, field, at: placeInField(desired, path), sensitive, ...present({ live: value }) }]
}

/** The path of a leaf as it may be shown. */
export function shownLeaf(leaf: MovedLeaf): JsonPointer {
  return shownPath(leaf)
}

function unmovedPointer(
  pointer: JsonPointer,
  desired: DesiredIdentity,
  diff: FieldDiff,
  moved: readonly MovedLeaf[],
): Diagnostic {
  const paths = moved.map(shownLeaf)
  const why = whyUnmoved(pointer, desired, diff)
  const meant = why === unmanaged ? didYouMean(pointer, paths) : undefined
  const others = paths.length === 0 ? 'nothing of this document did' : `what moved live: ${paths.join(', ')}`
  return {
    severity: 'error',
    code: 'IDC580',
    summary: `nothing at ${pointer} moved live: ${why}`,
    hint: meant === undefined ? others : `did you mean ${meant}?`,
    at: desired.origin,
    // The document's first line may show anything, and does not explain the problem.
    secret: true,
  }
}

const unmanaged = 'the document does not manage it'

function whyUnmoved(pointer: JsonPointer, { fields, ownership }: DesiredIdentity, diff: FieldDiff): string {
  if (diff.changes.some(({ path }) => isAtOrBelow(path, pointer))) return 'the file did, and apply writes it'
  if (modeAt(ownership, pointer) === 'seed') return 'it belongs to its person (ownership seed)'
  if (Object.keys(fields).some((path) => isAtOrBelow(path, pointer))) return 'live has what the document says'
  return unmanaged
}
