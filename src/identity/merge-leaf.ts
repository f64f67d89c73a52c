import type { Cause } from '../model/change-codes.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { Json, JsonPointer } from '../model/json.ts'

/** `fields` of a mark: one digest per leaf, one per element for `merge` arrays. */
export type MarkedDigests = Readonly<Record<JsonPointer, Digest | readonly Digest[]>>

export interface MergedLeaf {
  /** Absent when live has all elements of the file and none that idctl must remove. */
  readonly cause?: Cause
  readonly after?: Json
  readonly digests: readonly Digest[]
  /** Those of `digests` whose elements idctl did not add. */
  readonly found: ReadonlySet<Digest>
}

/**
 * Compares a `merge` array. The file's elements must be present, and others may be. An element that left the file is removed
 * unless idctl `found` it there. Elements form a set by JSON equality. Live order is kept; missing elements are appended in file
 * order.
 */
export function diffMerged(
  wanted: Json,
  live: Json | undefined,
  applied: Digest | readonly Digest[] | undefined,
  foundBefore: ReadonlySet<Digest> = new Set(),
): MergedLeaf {
  const elements = Array.isArray(wanted) ? wanted : []
  const digests = elementDigests(elements)
  if (live !== undefined && !Array.isArray(live)) {
    return { cause: applied === undefined ? 'new' : 'drift', after: elements, digests, found: new Set() }
  }
  const current = (live ?? []).map((element) => ({ element, digest: digestOf(element) }))
  const ours = appliedElements(applied, live)
  const present = new Set(current.map(({ digest }) => digest))
  const wantedDigests = new Set(digests)
  const isFound = (digest: Digest) => foundBefore.has(digest) || !ours.has(digest)
  const found = new Set(digests.filter((digest) => present.has(digest) && isFound(digest)))
  const missing = elements.filter((_, index) => !present.has(digests[index] as Digest))
  const kept = current.filter(({ digest }) => wantedDigests.has(digest) || isFound(digest))
  if (missing.length === 0 && kept.length === current.length && live !== undefined) return { digests, found }
  if (live === undefined && elements.length === 0) return { digests, found }
  const drifted = missing.some((element) => ours.has(digestOf(element)))
  const pending = kept.length < current.length || missing.some((element) => !ours.has(digestOf(element)))
  const cause: Cause = applied === undefined ? 'new' : drifted ? (pending ? 'both' : 'drift') : 'pending'
  return { cause, after: [...kept.map(({ element }) => element), ...missing], digests, found }
}

export function elementDigests(elements: readonly Json[]): Digest[] {
  return elements.map(digestOf)
}

/**
 * The file's elements of a `merge` array after live is accepted: those in the file that are live, in file order, and those that
 * idctl added, the file dropped and live still has. Elements that others added or idctl `found` are not included.
 */
export function acceptMerged(
  wanted: Json,
  live: Json[],
  applied: Digest | readonly Digest[] | undefined,
  found: ReadonlySet<Digest> = new Set(),
): Json[] {
  const elements = Array.isArray(wanted) ? wanted : []
  const present = new Set(live.map(digestOf))
  const known = new Set(elements.map(digestOf))
  const ours = appliedElements(applied, live)
  return [
    ...elements.filter((element) => present.has(digestOf(element))),
    ...live.filter((element) => {
      const digest = digestOf(element)
      return ours.has(digest) && !found.has(digest) && !known.has(digest)
    }),
  ]
}

/** Digests of the elements that idctl applied. One digest for the array comes from `enforce`: it counts if live still equals it. */
function appliedElements(applied: Digest | readonly Digest[] | undefined, live: Json[] | undefined): Set<Digest> {
  if (applied === undefined) return new Set()
  if (typeof applied !== 'string') return new Set(applied)
  return live !== undefined && digestOf(live) === applied ? new Set(live.map(digestOf)) : new Set()
}
