import type { Digest } from '../model/digest.ts'
import type { Mark } from '../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../model/json.ts'
import { elementDigests, type MarkedDigests } from './merge-leaf.ts'

/**
 * A mark holds a digest of each managed leaf. `found` names those whose value was there already when idctl had nothing to write: they
 * are compared like the others, but a value that idctl did not write does not go with its line. Of a list that is merged, and of links,
 * each element is named by its place in the list of digests: `/traits/groups/0`, `/credentials/oidc/0`.
 */
export type FoundPaths = ReadonlySet<JsonPointer>

export function foundIn(mark: Pick<Mark, 'found'> | undefined): FoundPaths {
  return new Set(mark?.found)
}

/** Of the digests of a list, those of elements that idctl found; under one digest for the whole list, all or none of live. */
export function foundElements(
  found: FoundPaths,
  path: JsonPointer,
  applied: MarkedDigests[string] | undefined,
  live?: Json,
): ReadonlySet<Digest> {
  if (typeof applied === 'object') return new Set(applied.filter((_, index) => found.has(`${path}/${index}`)))
  return new Set(applied !== undefined && found.has(path) && Array.isArray(live) ? elementDigests(live) : [])
}

/** How `found` names these elements of a list. */
export function elementPaths(
  path: JsonPointer,
  digests: readonly Digest[],
  found: ReadonlySet<Digest>,
): readonly JsonPointer[] {
  return digests.flatMap((digest, index) => (found.has(digest) ? [`${path}/${index}`] : []))
}

/** None is left out. */
export function foundMember(found: Iterable<JsonPointer> | undefined): Pick<Mark, 'found'> {
  const paths = [...new Set(found)].sort()
  return paths.length === 0 ? {} : { found: paths }
}

/** What stays of `found` where these leaves are not as they were. */
export function foundBeside(found: FoundPaths, paths: Iterable<JsonPointer>): readonly JsonPointer[] {
  const left = [...paths]
  return [...found].filter((path) => !left.some((leaf) => isAtOrBelow(path, leaf)))
}
