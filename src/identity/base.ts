import type { Evidence } from '../model/change.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { type Json, type JsonPointer, valueAt } from '../model/json.ts'
import { heldIdentifiers } from './held-identifiers.ts'
import { liveLeaf, markMember, markPath, nodeInTheWay } from './live-document.ts'
import { withoutSwap } from './mark.ts'

/**
 * Digest over what a change depends on: the values of its leaves and all else that writing them takes away, the mark,
 * schema_id, state and external_id, and whatever else said whose account it is. Never `updated_at` (it moves without a change
 * and stays with one: trap 12) nor leaves that nobody manages.
 */
export function baseOf(live: LiveIdentity, paths: readonly JsonPointer[], evidence?: Evidence): Digest {
  const leaves = [...paths].sort().map((path) => standingAt(live, path))
  const found = evidence === undefined ? [] : [foundBy(live, evidence)]
  return digestOf([leaves, ...markOf(live), live.schema_id, live.state, live.external_id ?? null, ...found])
}

/** By which Kratos signs somebody in makes no difference: it keeps an identifier once for each type. */
function foundBy(live: LiveIdentity, { names = [] }: Evidence): Json {
  const identifiers = new Set(heldIdentifiers(live).map(({ value }) => value))
  const verified = new Set(live.verifiable_addresses.flatMap(({ value, verified: is }) => (is ? [value] : [])))
  return [[...identifiers].sort(), [...verified].sort(), names.map((path) => standingAt(live, path))]
}

/** What a write to this leaf replaces: its value, or a node above it that has to make room for an object. */
function standingAt(live: LiveIdentity, path: JsonPointer): Json {
  const value = liveLeaf(live, path)
  if (value !== undefined) return [path, value]
  const node = nodeInTheWay(live, path)
  return node === undefined ? [path] : [path, node.path, node.value]
}

/**
 * Every write brings a mark. Of one that cannot be read, what stands there is part of it, and so is what stands where none can be:
 * only what the plan saw may be replaced or removed.
 */
function markOf(live: LiveIdentity): Json[] {
  const mark = live.mark as unknown as Json
  if (live.mark.kind === 'unreadable') return [mark, valueAt(live.metadata_admin, `/${markMember}`) ?? null]
  const node = live.mark.kind === 'none' ? nodeInTheWay(live, markPath) : undefined
  return node === undefined ? [mark] : [mark, node.value]
}

/**
 * What a move aside leaves in the mark, to know it again: a digest over the leaves of its change and over the mark
 * without this very digest.
 */
export function asideBaseOf(live: LiveIdentity, mark: Mark, paths: readonly JsonPointer[]): Digest {
  return baseOf({ ...live, mark: { kind: 'mark', mark: withoutSwap(mark) } }, paths)
}
