import { absentDigest, isAsMarked, leafDigest, leafEqual } from '../../identity/compare.ts'
import { elementPaths, foundElements } from '../../identity/found.ts'
import { liveLeaf, nodeInTheWay } from '../../identity/live-document.ts'
import { diffMerged, elementDigests, type MarkedDigests } from '../../identity/merge-leaf.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Cause } from '../../model/change-codes.ts'
import { type Digest, digestOf } from '../../model/digest.ts'
import type { ManagedField } from '../../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../../model/json.ts'
import { unopenedIn } from '../../model/sealed-mark.ts'
import { type DiffInput, fieldChange } from './field-change.ts'
import { diffGone, isRemovable, keepEmptiedObjects } from './gone-leaves.ts'

/** The three-way comparison of one document with one live identity, leaf by leaf. */
export interface FieldDiff {
  readonly changes: readonly FieldChange[]
  /** Leaves that the mark drops while live keeps its value. */
  readonly released: readonly JsonPointer[]
  /** Differences of `observe` leaves. */
  readonly observed: readonly FieldChange[]
  /** `fields` of the mark once the changes are written. */
  readonly marked: MarkedDigests
  /** The leaves of `marked` that idctl found and did not write. */
  readonly found: readonly JsonPointer[]
}

/** Compares all leaves. Live equal to the file is never a change; the mark only decides the cause of a difference. */
export function diffFields(input: DiffInput): FieldDiff {
  const changes: FieldChange[] = []
  const observed: FieldChange[] = []
  const marked: Record<JsonPointer, Digest | readonly Digest[]> = {}
  const found: JsonPointer[] = []
  const results = new Map(
    Object.entries(input.desired.fields).map(([path, field]) => [path, diffLeaf(input, path, field)]),
  )
  for (const [path, result] of results) {
    if (isKeptOut(input, path, results)) continue
    if (result.change) changes.push(result.change)
    if (result.observed) observed.push(result.observed)
    if (result.mark !== undefined) marked[path] = result.mark
    found.push(...(result.found ?? []))
  }
  const { removals, released, unknown } = diffGone(input)
  for (const path of unknown) {
    const applied = input.applied[path]
    if (applied === undefined) continue
    marked[path] = applied
    found.push(...stillFound(input, path))
  }
  keepEmptiedObjects(input, removals, changes)
  return { changes: [...changes, ...removals], released, observed, marked, found }
}

interface LeafResult {
  readonly change?: FieldChange | undefined
  readonly observed?: FieldChange | undefined
  readonly mark?: Digest | readonly Digest[] | undefined
  readonly found?: readonly JsonPointer[]
}

function diffLeaf(input: DiffInput, path: JsonPointer, field: ManagedField): LeafResult {
  const live = liveLeaf(input.live, path)
  const wanted = field.value === null ? undefined : field.value
  const applied = input.applied[path]
  if (input.waiting?.has(path)) return { mark: applied, found: stillFound(input, path) }
  const change = (after: Json | undefined, cause: Cause) => fieldChange(input, path, live, after, cause, field)
  switch (field.mode) {
    case 'ignore':
      return {}
    case 'observe':
      return leafEqual(input.schema, path, wanted, live) ? {} : { observed: change(wanted, 'drift') }
    case 'seed': {
      const isAside = wanted !== undefined && input.aside?.includes(path) === true
      if (isAside && !leafEqual(input.schema, path, wanted, live))
        return { change: change(wanted, 'pending'), mark: leafDigest(input.schema, path, wanted) }
      if (applied !== undefined) return { mark: applied }
      if (live !== undefined || wanted === undefined) return {}
      return { change: change(wanted, 'new'), mark: leafDigest(input.schema, path, wanted) }
    }
    case 'merge': {
      const foundBefore = foundElements(input.found, path, applied, live)
      const merged = diffMerged(field.value, live, applied, foundBefore)
      const unopened = unopenedIn(applied)
      // idctl cannot tell which elements are ours, so it removes none and keeps their digests in the mark.
      if (unopened.length > 0 && merged.cause === undefined) return { mark: applied, found: stillFound(input, path) }
      const mark = [...merged.digests, ...unopened]
      const found = elementPaths(
        path,
        mark,
        new Set([...merged.found, ...unopened.filter((it) => foundBefore.has(it))]),
      )
      const cause = merged.cause && unopened.length > 0 ? 'pending' : merged.cause
      return { change: cause && change(merged.after, cause), mark, found }
    }
    case 'enforce': {
      const mark = leafDigest(input.schema, path, wanted)
      const isUnknown = unopenedIn(applied).length > 0
      if (leafEqual(input.schema, path, wanted, live)) {
        return isUnknown
          ? { mark: applied, found: stillFound(input, path) }
          : { mark, found: isWritten(input, path, live) ? [] : [path] }
      }
      if (isUnknown) return { change: change(wanted, 'pending'), mark }
      const asApplied = typeof applied === 'object' ? wholeArray(applied, live) : applied
      return { change: change(wanted, causeOf(asApplied, mark, leafDigest(input.schema, path, live))), mark }
    }
  }
}

/** Whether a leaf that needs no write has its value from idctl. `true` where it does not matter: live has none, or keeps it anyway. */
function isWritten({ applied, found }: DiffInput, path: JsonPointer, live: Json | undefined): boolean {
  if (live === undefined || !isRemovable(path)) return true
  const before = applied[path]
  if (before === undefined || foundElements(found, path, before, live).size > 0 || found.has(path)) return false
  if (typeof before === 'string') return isAsMarked(before, path, live)
  return Array.isArray(live) && elementDigests(live).every((digest) => before.includes(digest))
}

/** The found paths of a leaf whose digests stay the same. */
function stillFound({ applied, found }: DiffInput, path: JsonPointer): readonly JsonPointer[] {
  const before = applied[path]
  if (typeof before !== 'object') return found.has(path) ? [path] : []
  return elementPaths(path, before, foundElements(found, path, before))
}

/**
 * Whether a `seed` leaf is left out because the person has another value in its place. It is written only if an enforced leaf replaces that
 * value anyway.
 */
function isKeptOut(
  { desired: { fields }, live }: DiffInput,
  path: JsonPointer,
  results: ReadonlyMap<JsonPointer, LeafResult>,
): boolean {
  const node = fields[path]?.mode === 'seed' && results.get(path)?.change ? nodeInTheWay(live, path) : undefined
  if (node === undefined) return false
  const replaces = ([other, { change }]: readonly [JsonPointer, LeafResult]) =>
    change !== undefined && fields[other]?.mode !== 'seed' && isAtOrBelow(other, node.path)
  return ![...results].some(replaces)
}

/** The cause of a difference between file and live, by the digest of the value last applied. */
export function causeOf(applied: Digest | undefined, wanted: Digest, live: Digest): Cause {
  if (applied === undefined) return 'new'
  if (applied === wanted) return 'drift'
  return applied === live ? 'pending' : 'both'
}

/** For a leaf that no longer is `merge`: live counts as applied if it still has all elements that idctl put there. */
export function wholeArray(applied: readonly Digest[], live: Json | undefined): Digest {
  const present = new Set(Array.isArray(live) ? live.map(digestOf) : [])
  return live !== undefined && applied.every((digest) => present.has(digest)) ? digestOf(live) : absentDigest
}
