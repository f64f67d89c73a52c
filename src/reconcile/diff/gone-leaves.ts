import { absentDigest, isAlwaysObject, isObjectLeaf, leafDigest } from '../../identity/compare.ts'
import { foundElements } from '../../identity/found.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import { diffMerged } from '../../identity/merge-leaf.ts'
import { addressOfLeaf } from '../../model/address-leaf.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Digest } from '../../model/digest.ts'
import type { DesiredDocument } from '../../model/identity.ts'
import {
  formatPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  nodesAbove,
} from '../../model/json.ts'
import { modeAt } from '../../model/ownership.ts'
import { unopenedIn } from '../../model/sealed-mark.ts'
import { type DiffInput, fieldChange } from './field-change.ts'

/**
 * Leaves of the mark that are no longer in the file. A leaf is removed if live still has the value that idctl wrote, else released.
 * If the key of its digest is not configured, it stays in the mark until the key is there.
 */
export function diffGone(input: DiffInput): {
  removals: FieldChange[]
  released: JsonPointer[]
  unknown: JsonPointer[]
} {
  const removals: FieldChange[] = []
  const released: JsonPointer[] = []
  const unknown: JsonPointer[] = []
  const isCovered = coveredBy(input.desired.fields)
  for (const [path, applied] of Object.entries(input.applied)) {
    if (isCovered(path)) continue
    const live = liveLeaf(input.live, path)
    const gone = goneLeaf(input, path, applied, live)
    if (gone === 'released') released.push(path)
    else if (gone === 'unknown') unknown.push(path)
    else if (gone !== 'nothing') removals.push(fieldChange(input, path, live, gone.after, 'removed'))
  }
  return { removals, released, unknown }
}

function goneLeaf(
  input: DiffInput,
  path: JsonPointer,
  applied: Digest | readonly Digest[],
  live: Json | undefined,
): { after: Json | undefined } | 'released' | 'unknown' | 'nothing' {
  if (input.waiting?.has(path)) return 'unknown'
  if (live === undefined || applied === absentDigest) return 'nothing'
  if (!isRemovable(path) || ['ignore', 'seed', 'observe'].includes(modeAt(input.desired.ownership, path)))
    return 'released'
  if (unopenedIn(applied).length > 0) return 'unknown'
  const found = foundElements(input.found, path, applied, live)
  if (typeof applied === 'string') {
    if (input.found.has(path)) return 'released'
    return applied === leafDigest(input.schema, path, live) ? { after: undefined } : 'released'
  }
  if (!Array.isArray(live)) return 'released'
  const merged = diffMerged([], live, applied, found)
  if (merged.cause === undefined) return 'released'
  return { after: Array.isArray(merged.after) && merged.after.length === 0 ? undefined : merged.after }
}

/**
 * Whether a leaf is removed when its line leaves the file. Of the top level only `external_id` and `organization_id` are; a verified
 * address stays verified.
 */
export function isRemovable(path: JsonPointer): boolean {
  if (addressOfLeaf(path) !== undefined) return false
  return path.indexOf('/', 1) !== -1 || path === '/external_id' || path === '/organization_id'
}

/** Whether the file still has the leaf, a leaf below it, or a value (not `{}`) above it. */
function coveredBy(fields: DesiredDocument['fields']): (path: JsonPointer) => boolean {
  const above = new Set(Object.keys(fields).flatMap(nodesAbove))
  const isValue = (path: JsonPointer) => Object.hasOwn(fields, path) && !isObjectLeaf(fields[path]?.value)
  return (path) => Object.hasOwn(fields, path) || above.has(path) || nodesAbove(path).some(isValue)
}

/** Keeps an object that loses its last leaf in the same change if the file says `{}`. */
export function keepEmptiedObjects(input: DiffInput, removals: readonly FieldChange[], changes: FieldChange[]): void {
  const gone = new Set(removals.flatMap(({ path, after }) => (after === undefined ? [path] : [])))
  const left = new Set([...gone].flatMap((path) => [path, ...nodesAbove(path)]))
  for (const [path, field] of Object.entries(input.desired.fields)) {
    if (!left.has(path)) continue
    const live = liveLeaf(input.live, path)
    if (field.mode !== 'enforce' || !isObjectLeaf(field.value) || !isJsonObject(live) || isAlwaysObject(path)) continue
    if (isEmptied(live, path, gone)) changes.push(fieldChange(input, path, live, {}, 'removed'))
  }
}

function isEmptied(live: JsonObject, path: JsonPointer, gone: ReadonlySet<JsonPointer>): boolean {
  return Object.entries(live).every(([name, value]) => {
    const below = `${path}${formatPointer([name])}`
    return gone.has(below) || (isJsonObject(value) && !isObjectLeaf(value) && isEmptied(value, below, gone))
  })
}
