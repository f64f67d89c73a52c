import type { Blocked } from '../../../model/change.ts'
import type { LiveFault } from '../../../model/identity.ts'

/**
 * Nothing is written into an identity of which a part cannot be held: not the whole of it is known. Removals are no such
 * write: nobody may keep an account by making it unreadable.
 */
export function blockUnreadable({ code, at }: LiveFault): Blocked {
  const is = code === 'too-deep' ? 'is nested deeper than idctl follows' : 'is no object'
  return { code: 'unreadable', reason: `its live ${at} ${is}`, hint: 'repair it in Kratos first' }
}
