import {
  absentDigest,
  isAlwaysObject,
  isAsMarked,
  isObjectLeaf,
  leafDigest,
  leafEqual,
} from '../../identity/compare.ts'
import { elementPaths, type FoundPaths, foundElements } from '../../identity/found.ts'
import { liveLeaf, nodeInTheWay } from '../../identity/live-document.ts'
import { diffMerged, elementDigests, type MarkedDigests } from '../../identity/merge-leaf.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { addressOfLeaf } from '../../model/address-leaf.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Cause } from '../../model/change-codes.ts'
import { type Digest, digestOf } from '../../model/digest.ts'
import type { DesiredDocument, LiveIdentity, ManagedField, Mark } from '../../model/identity.ts'
import {
  formatPointer,
  isAtOrBelow,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  nodesAbove,
} from '../../model/json.ts'
import { modeAt } from '../../model/ownership.ts'
import { present } from '../../model/present.ts'
import { unopenedIn } from '../../model/sealed-mark.ts'
import { hiddenValue } from '../../model/sensitive.ts'

/** The three-way comparison of one document with one live identity, leaf by leaf. */
export interface FieldDiff {
  readonly changes: readonly FieldChange[]
  /** Leaves that leave the mark while live keeps its value. */
  readonly released: readonly JsonPointer[]
  /** Differences of `observe` leaves. */
  readonly observed: readonly FieldChange[]
  /** `fields` of the mark once the changes are written. */
  readonly marked: MarkedDigests
  /** Of these, what idctl found and did not write. */
  readonly found: readonly JsonPointer[]
}

export interface DiffInput {
  readonly desired: DesiredDocument
  readonly live: LiveIdentity
  /** `fields` of our mark; `{}` for an identity that we have never written. */
  readonly applied: Mark['fields']
  /** Of these, what idctl found and did not write. */
  readonly found: FoundPaths
  /** Leaves that are as a move aside left them: ours to write, even where the mode gives the leaf to the user. */
  readonly aside?: readonly JsonPointer[]
  readonly schema: IdentitySchema | undefined
  readonly sensitive: (path: JsonPointer) => boolean
  /** Live nodes whose value may stand in no plan. */
  readonly secret?: (path: JsonPointer) => boolean
}

/** Live equal to the file is never a change; what the mark says only decides the cause. */
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
      // Which elements are ours is not known: none is taken away, and what the mark says of them stays.
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

/** Whether a leaf that needs no write is at its value because idctl wrote it. Absent, or never to go with its line: it does not matter. */
function isWritten({ applied, found }: DiffInput, path: JsonPointer, live: Json | undefined): boolean {
  if (live === undefined || !isRemovable(path)) return true
  const before = applied[path]
  if (before === undefined || foundElements(found, path, before, live).size > 0 || found.has(path)) return false
  if (typeof before === 'string') return isAsMarked(before, path, live)
  return Array.isArray(live) && elementDigests(live).every((digest) => before.includes(digest))
}

/** What was found of a leaf whose digests stay as they are. */
function stillFound({ applied, found }: DiffInput, path: JsonPointer): readonly JsonPointer[] {
  const before = applied[path]
  if (typeof before !== 'object') return found.has(path) ? [path] : []
  return elementPaths(path, before, foundElements(found, path, before))
}

/**
 * A `seed` leaf is not absent where something else stands in its place: that belongs to the person. It comes only where a
 * leaf that is enforced replaces that anyhow.
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

/** Who moved, from the digests of the value last applied, of the file and of live (which differ from each other). */
export function causeOf(applied: Digest | undefined, wanted: Digest, live: Digest): Cause {
  if (applied === undefined) return 'new'
  if (applied === wanted) return 'drift'
  return applied === live ? 'pending' : 'both'
}

/** A leaf that was `merge` and now is not: live still as applied if it holds all the elements that we put there. */
export function wholeArray(applied: readonly Digest[], live: Json | undefined): Digest {
  const present = new Set(Array.isArray(live) ? live.map(digestOf) : [])
  return live !== undefined && applied.every((digest) => present.has(digest)) ? digestOf(live) : absentDigest
}

/**
 * Leaves of the mark that are no longer in the file: removed where live still has the value that we wrote, else released. Where the key of a
 * digest is not here, neither: the leaf waits in the mark until it is.
 */
function diffGone(input: DiffInput): { removals: FieldChange[]; released: JsonPointer[]; unknown: JsonPointer[] } {
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
 * Top level: only `external_id` and `organization_id` are ever cleared because their line left the file. A verified address
 * stays as it is.
 */
export function isRemovable(path: JsonPointer): boolean {
  if (addressOfLeaf(path) !== undefined) return false
  return path.indexOf('/', 1) !== -1 || path === '/external_id' || path === '/organization_id'
}

/** Whether the file still speaks about a leaf: itself, something below it, or a value (not `{}`) above it. */
function coveredBy(fields: DesiredDocument['fields']): (path: JsonPointer) => boolean {
  const above = new Set(Object.keys(fields).flatMap(nodesAbove))
  const isValue = (path: JsonPointer) => Object.hasOwn(fields, path) && !isObjectLeaf(fields[path]?.value)
  return (path) => Object.hasOwn(fields, path) || above.has(path) || nodesAbove(path).some(isValue)
}

/** `{}` in the file keeps an object that loses its last leaf in the same change. */
function keepEmptiedObjects(input: DiffInput, removals: readonly FieldChange[], changes: FieldChange[]): void {
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

function fieldChange(
  input: DiffInput,
  path: JsonPointer,
  before: Json | undefined,
  after: Json | undefined,
  cause: Cause,
  field?: ManagedField,
): FieldChange {
  if (field?.reference !== undefined) {
    const merge = field.mode === 'merge' ? { merge: true as const } : {}
    return { path, cause, sensitive: true, reference: field.reference, ...merge }
  }
  return {
    path,
    ...(before === undefined ? {} : { before: input.secret?.(path) === true ? hiddenValue : before }),
    ...present({ after }),
    cause,
    sensitive: input.sensitive(path),
  }
}
