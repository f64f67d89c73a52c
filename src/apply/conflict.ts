import type { Rejection } from '../live/ports.ts'
import type { LiveIdentity } from '../model/identity.ts'
import type { ApplyContext, Ending } from './context.ts'
import { failedBy } from './rejection.ts'

/** A 409 in words: Kratos never says which value, nor whose (API reference §4.6). Ids only, no personal data. */
export function conflictEnding(
  holders: readonly LiveIdentity[],
  rejection: Rejection,
  { workspace }: ApplyContext,
): Ending {
  const ending = failedBy(rejection, [])
  const holder = holders[0]
  if (holder === undefined) {
    const hint = 'an address, or an identifier that traits no longer show, is held by another identity'
    return { ...ending, reason: 'conflicts with an identity that no login identifier or external_id leads to', hint }
  }
  return {
    ...ending,
    reason: `conflicts with identity ${holder.id} (${describeManagement(holder, workspace)})`,
    hint: 'plan again: collisions are found there',
  }
}

function describeManagement({ mark }: LiveIdentity, workspace: string): string {
  if (mark.kind === 'none') return 'unmanaged'
  const owner = mark.kind === 'mark' ? mark.mark.workspace : mark.workspace
  return owner === workspace ? 'managed by this workspace' : 'managed by another workspace'
}
