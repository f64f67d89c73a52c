import { withKeptDigests } from '../../identity/kept-digests.ts'
import { ownMark } from '../../identity/live-document.ts'
import type { DisableChange, UpdateChange } from '../../model/change.ts'
import { digestOf } from '../../model/digest.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { ApplyContext } from '../context.ts'

/** Completes the mark of a change with what a plan does not contain: the digests kept from the live mark, and the salt. */
export function markToWrite(change: UpdateChange | DisableChange, live: LiveIdentity, context: ApplyContext): Mark {
  const there = ownMark(live, context.workspace)
  return withSalt(withKeptDigests(change, there), context, there?.salt)
}

/** @param salt the salt of the account; absent if it has none yet */
export function withSalt(mark: Mark, context: ApplyContext, salt = digestOf(context.newId())): Mark {
  return { ...mark, salt }
}
