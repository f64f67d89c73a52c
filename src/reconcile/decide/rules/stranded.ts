import { liveLeaf } from '../../../identity/live-document.ts'
import type { Blocked } from '../../../model/change.ts'
import type { JsonPointer } from '../../../model/json.ts'
import { modeAt } from '../../../model/ownership.ts'
import { isTemporaryText, temporaryLeaves } from '../../../swap/aside-leaves.ts'
import type { Update } from '../update.ts'

/** Blocks if a leaf has a temporary value from a move aside and the files no longer say its final value. */
export function stranded({ pair, fields }: Pick<Update, 'pair' | 'fields'>): Blocked | undefined {
  const { desired, live, mark } = pair
  const written = new Set(fields.map(({ path }) => path))
  const isSaid = (path: JsonPointer): boolean => {
    if (written.has(path)) return true
    if (isTemporaryText(liveLeaf(live, path))) return false
    const mode = desired.fields[path]?.mode ?? modeAt(desired.ownership, path)
    return mode === 'enforce' || mode === 'merge' || (mode === 'seed' && Object.hasOwn(desired.fields, path))
  }
  const path = mark && temporaryLeaves(live, mark).find((leaf) => !isSaid(leaf))
  if (path === undefined) return undefined
  const reason = `a swap was interrupted: ${path} still has a temporary value, or none, and no file says its final value`
  return { code: 'aside', reason, hint: 'give it a value in the document again, in mode enforce, and apply' }
}
