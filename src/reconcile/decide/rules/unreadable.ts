import { liveLeaf } from '../../../identity/live-document.ts'
import type { Blocked } from '../../../model/change.ts'
import type { LiveIdentity } from '../../../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../../../model/json.ts'
import type { Update } from '../update.ts'

/**
 * Blocks writes to a part that idctl cannot read, and writes that send the whole identity. Writes to other parts go through, and so do
 * removals: nobody may keep an account by making it unreadable.
 */
export function unreadable({ pair, edits, credentials }: Update): Blocked | undefined {
  const fault = pair.live.unreadable
  if (fault === undefined) return undefined
  const isBeside = fault.at !== '/metadata_admin' && !edits.some(({ path }) => isUnreadAt(pair.live, path))
  if (isBeside && edits.length > 0 && credentials.changes.length === 0) return undefined
  const is = fault.code === 'too-deep' ? 'is nested deeper than idctl follows' : 'is no object'
  return { code: 'unreadable', reason: `its live ${fault.at} ${is}`, hint: 'repair it in Kratos first' }
}

/** Whether a leaf may contain something that idctl could not read. */
export function isUnreadAt(live: LiveIdentity, path: JsonPointer): boolean {
  if (live.unreadable === undefined || !isAtOrBelow(path, live.unreadable.at)) return false
  if (live.unreadable.code === 'no-object') return true
  const value = liveLeaf(live, path)
  return typeof value === 'object' && value !== null && Object.values(value).some(isNested)
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null
}
