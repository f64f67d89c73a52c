import type { Evidence } from '../model/change.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { type Json, type JsonPointer, valueAt } from '../model/json.ts'
import { heldIdentifiers } from './held-identifiers.ts'
import { liveLeaf, markMember, markPath, nodeInTheWay } from './live-document.ts'
import { withoutSwap } from './mark.ts'

/**
 * Digest over everything a change depends on: the values of its leaves and the nodes that writing them replaces, the mark,
 * schema_id, state, external_id, and the evidence by which the account was matched. Not `updated_at`, which can move without
 * a change and stay the same with one (trap 12), and not unmanaged leaves.
 */
export function baseOf(live: LiveIdentity, paths: readonly JsonPointer[], evidence?: Evidence): Digest {
  const leaves = [...paths].sort().map((path) => standingAt(live, path))
  const found = evidence === undefined ? [] : [foundBy(live, evidence)]
  return digestOf([leaves, ...markOf(live), live.schema_id, live.state, live.external_id ?? null, ...found])
}

/** Identifiers without their credential type: Kratos stores the same value once per type. */
function foundBy(live: LiveIdentity, { names = [] }: Evidence): Json {
  const identifiers = new Set(heldIdentifiers(live).map(({ value }) => value))
  const verified = new Set(live.verifiable_addresses.flatMap(({ value, verified: is }) => (is ? [value] : [])))
  return [[...identifiers].sort(), [...verified].sort(), names.map((path) => standingAt(live, path))]
}

/** What a write to this leaf replaces: its value, or a non-object above it that an object must replace. */
function standingAt(live: LiveIdentity, path: JsonPointer): Json {
  const value = liveLeaf(live, path)
  if (value !== undefined) return [path, value]
  const node = nodeInTheWay(live, path)
  return node === undefined ? [path] : [path, node.path, node.value]
}

/**
 * The mark, because every write replaces it. For an unreadable mark also its raw value, and for no mark a non-object
 * `metadata_admin`: a write may replace or remove only what the plan saw.
 */
function markOf(live: LiveIdentity): Json[] {
  const mark = live.mark as unknown as Json
  if (live.mark.kind === 'unreadable') return [mark, valueAt(live.metadata_admin, `/${markMember}`) ?? null]
  const node = live.mark.kind === 'none' ? nodeInTheWay(live, markPath) : undefined
  return node === undefined ? [mark] : [mark, node.value]
}

/**
 * The digest that a move aside stores in the mark so that later reads recognise it: over the leaves of its change and over
 * the mark without this digest.
 */
export function asideBaseOf(live: LiveIdentity, mark: Mark, paths: readonly JsonPointer[]): Digest {
  return baseOf({ ...live, mark: { kind: 'mark', mark: withoutSwap(mark) } }, paths)
}
