import type { FieldChange } from '../model/change.ts'
import type { DesiredDocument, LiveIdentity } from '../model/identity.ts'
import { isAtOrBelow, isJsonObject, type JsonPointer } from '../model/json.ts'
import { sensitivePaths } from '../model/sensitive.ts'
import { liveLeaf } from './live-document.ts'
import type { MarkedDigests } from './merge-leaf.ts'

/** Leaves that the mark, of any workspace, records as values from references. */
function rememberedIn({ mark }: LiveIdentity): readonly JsonPointer[] {
  return mark.kind === 'mark' ? (mark.mark.references ?? []) : []
}

/** Tells whether a path is at, above or below a value from a reference, which no plan may hold and no output may show. */
export function secretIn(live: LiveIdentity): (path: JsonPointer) => boolean {
  return sensitivePaths(rememberedIn(live))
}

/** Tells which paths no output may show: those configured as `sensitive`, and values from references, of live and of its document. */
export function hiddenIn(
  live: LiveIdentity,
  sensitive: (path: JsonPointer) => boolean,
  desired?: Pick<DesiredDocument, 'fields'>,
): (path: JsonPointer) => boolean {
  const isSecret = secretIn(live)
  const isReferenced = referencedIn(desired)
  return (path) => sensitive(path) || isSecret(path) || isReferenced(path)
}

/** Leaves of a document whose values come from references. */
export function referencesOf(desired: Pick<DesiredDocument, 'fields'> | undefined): readonly JsonPointer[] {
  const fields = desired?.fields ?? {}
  return Object.keys(fields).filter((path) => fields[path]?.reference !== undefined)
}

/** Tells whether a path is at or below one of the leaves of `referencesOf`. */
export function referencedIn(desired: Pick<DesiredDocument, 'fields'> | undefined): (path: JsonPointer) => boolean {
  const leaves = referencesOf(desired)
  return (path) => leaves.some((leaf) => isAtOrBelow(path, leaf))
}

/**
 * `references` of the next mark: leaves that come from references now, and former ones whose value may still be live. A leaf is
 * dropped once a literal overwrites it or it is removed.
 */
export function nextReferences(
  { fields }: DesiredDocument,
  marked: MarkedDigests,
  live: LiveIdentity,
  changes: readonly FieldChange[],
): readonly JsonPointer[] {
  const current = Object.keys(marked).filter((path) => fields[path]?.reference !== undefined)
  const isReplaced = (path: JsonPointer) =>
    changes.some((change) => change.reference === undefined && takesAway(change, path))
  const isLiteral = (path: JsonPointer) => fields[path]?.mode === 'enforce' && fields[path].reference === undefined
  const lasting = rememberedIn(live).filter(
    (path) => liveLeaf(live, path) !== undefined && !isReplaced(path) && !isLiteral(path),
  )
  return sorted([...current, ...lasting])
}

/** Whether a change removes the value at `path`. Writing an object above it does not: unmanaged members below stay. */
function takesAway(change: FieldChange, path: JsonPointer): boolean {
  return change.path === path || (isAtOrBelow(path, change.path) && !isJsonObject(change.after))
}

/** `references` of a mark that is written alone: no value changes, so all former ones stay. */
export function keptReferences(references: readonly JsonPointer[] | undefined, live: LiveIdentity) {
  return sorted([...(references ?? []), ...rememberedIn(live)])
}

function sorted(paths: readonly JsonPointer[]): readonly JsonPointer[] {
  return [...new Set(paths)].sort()
}
