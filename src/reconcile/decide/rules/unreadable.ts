import type { Blocked } from '../../../model/change.ts'
import { isAtOrBelow } from '../../../model/json.ts'
import type { Update } from '../update.ts'

/**
 * Nothing is written where a part of what is there cannot be held, nor anything that sends the whole of it. What is written beside it
 * (a state) is, and so are removals: nobody may keep an account by making it unreadable.
 */
export function unreadable({ pair, edits, credentials }: Update): Blocked | undefined {
  const fault = pair.live.unreadable
  if (fault === undefined) return undefined
  const isBeside = fault.at !== '/metadata_admin' && !edits.some(({ path }) => isAtOrBelow(path, fault.at))
  if (isBeside && edits.length > 0 && credentials.changes.length === 0) return undefined
  const is = fault.code === 'too-deep' ? 'is nested deeper than idctl follows' : 'is no object'
  return { code: 'unreadable', reason: `its live ${fault.at} ${is}`, hint: 'repair it in Kratos first' }
}
