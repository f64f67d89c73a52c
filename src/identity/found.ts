import type { Digest } from '../model/digest.ts'
import type { Mark } from '../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../model/json.ts'
import { elementDigests, type MarkedDigests } from './merge-leaf.ts'

/**
 * A mark holds a digest of each managed leaf. `found` names the leaves that already had the wanted value, so that idctl wrote
 * nothing. They are compared like the others, but when their line leaves the file, the value stays. Elements of a `merge` list
 * and links are named by their index in the list of digests: `/traits/groups/0`, `/credentials/oidc/0`.
 */
export type FoundPaths = ReadonlySet<JsonPointer>

export function foundIn(mark: Pick<Mark, 'found'> | undefined): FoundPaths {
  return new Set(mark?.found)
}

/** Digests of the list elements that idctl found. If the mark has one digest for the whole list: those of all live elements, or none. */
export function foundElements(
  found: FoundPaths,
  path: JsonPointer,
  applied: MarkedDigests[string] | undefined,
  live?: Json,
): ReadonlySet<Digest> {
  if (typeof applied === 'object') return new Set(applied.filter((_, index) => found.has(`${path}/${index}`)))
  return new Set(applied !== undefined && found.has(path) && Array.isArray(live) ? elementDigests(live) : [])
}

/** The `found` pointers of the list elements whose digests are in `found`. */
export function elementPaths(
  path: JsonPointer,
  digests: readonly Digest[],
  found: ReadonlySet<Digest>,
): readonly JsonPointer[] {
  return digests.flatMap((digest, index) => (found.has(digest) ? [`${path}/${index}`] : []))
}

/** The mark's `found` member; no member for an empty list. */
export function foundMember(found: Iterable<JsonPointer> | undefined): Pick<Mark, 'found'> {
  const paths = [...new Set(found)].sort()
  return paths.length === 0 ? {} : { found: paths }
}

/** Whether a mark's `found` is already as `foundMember` makes it. */
export function isMemberFound(paths: readonly JsonPointer[]): boolean {
  return paths.length > 0 && paths.every((path, index) => index === 0 || (paths[index - 1] as JsonPointer) < path)
}

/** The `found` pointers that are not at or below the changed `paths`. */
export function foundBeside(found: FoundPaths, paths: Iterable<JsonPointer>): readonly JsonPointer[] {
  const changed = [...paths]
  return [...found].filter((path) => !changed.some((leaf) => isAtOrBelow(path, leaf)))
}
