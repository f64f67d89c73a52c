import type { Blocked } from '../../../model/change.ts'
import type { Update } from '../update.ts'

/**
 * Nothing is written into an identity of which a part cannot be held: not the whole of it is known. Removals are no such
 * write: nobody may keep an account by making it unreadable.
 */
export function unreadable({ pair }: Pick<Update, 'pair'>): Blocked | undefined {
  const fault = pair.live.unreadable
  if (fault === undefined) return undefined
  const is = fault.code === 'too-deep' ? 'is nested deeper than idctl follows' : 'is no object'
  return { code: 'unreadable', reason: `its live ${fault.at} ${is}`, hint: 'repair it in Kratos first' }
}
