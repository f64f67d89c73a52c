import type { FieldChange } from '../model/change.ts'
import type { DesiredDocument, LiveIdentity } from '../model/identity.ts'
import { isAtOrBelow, isJsonObject, type JsonPointer } from '../model/json.ts'
import { sensitivePaths } from '../model/sensitive.ts'
import { liveLeaf } from './live-document.ts'
import type { MarkedDigests } from './merge-leaf.ts'

/** Leaves that held a value from a reference when a mark was written last, whichever workspace wrote it. */
function rememberedIn({ mark }: LiveIdentity): readonly JsonPointer[] {
  return mark.kind === 'mark' ? (mark.mark.references ?? []) : []
}

/** Whether a live node is, holds or stands in what came from a reference: no plan may hold its value, and no output show it. */
export function secretIn(live: LiveIdentity): (path: JsonPointer) => boolean {
  return sensitivePaths(rememberedIn(live))
}

/** What no output may show of an identity: as configured, and what came from a reference. */
export function hiddenIn(
  live: LiveIdentity,
  sensitive: (path: JsonPointer) => boolean,
): (path: JsonPointer) => boolean {
  const isSecret = secretIn(live)
  return (path) => sensitive(path) || isSecret(path)
}

/**
 * What the next mark remembers: leaves that come from references now, and those that did while the value may still be there. It
 * is forgotten once a literal is written over it, or the leaf is removed.
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

/** An object that is written leaves what is live below it and not managed, so only another value there ends what was below. */
function takesAway(change: FieldChange, path: JsonPointer): boolean {
  return change.path === path || (isAtOrBelow(path, change.path) && !isJsonObject(change.after))
}

/** The same where only the mark is written: whatever was there stays there. */
export function keptReferences(references: readonly JsonPointer[] | undefined, live: LiveIdentity) {
  return sorted([...(references ?? []), ...rememberedIn(live)])
}

function sorted(paths: readonly JsonPointer[]): readonly JsonPointer[] {
  return [...new Set(paths)].sort()
}
