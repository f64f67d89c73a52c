import type { Cause } from '../model/change-codes.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { Json, JsonPointer } from '../model/json.ts'

/** `fields` of a mark: one digest per leaf, one per element for `merge` arrays. */
export type MarkedDigests = Readonly<Record<JsonPointer, Digest | readonly Digest[]>>

export interface MergedLeaf {
  /** Absent: our elements are all there and none of ours is left over. */
  readonly cause?: Cause
  readonly after?: Json
  readonly digests: readonly Digest[]
  /** Of these, the elements that were there without idctl. */
  readonly found: ReadonlySet<Digest>
}

/**
 * Compares a `merge` array: our elements must be present, others may be, an element that left the file
 * is removed unless it was `found` there. Elements are a set by JSON equality; live order is kept, ours are appended in file order.
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
 * Our elements of a `merge` array once live is accepted: those of the file that are live, in its order, and those that the file
 * dropped while live still has what idctl put there. What others added, and what was `found` there, stays theirs.
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

/** Under `enforce` the mark held one digest of the whole array: if live is still that array, all of it was ours. */
function appliedElements(applied: Digest | readonly Digest[] | undefined, live: Json[] | undefined): Set<Digest> {
  if (applied === undefined) return new Set()
  if (typeof applied !== 'string') return new Set(applied)
  return live !== undefined && digestOf(live) === applied ? new Set(live.map(digestOf)) : new Set()
}
