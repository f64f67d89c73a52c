import { ownMark } from '../identity/live-document.ts'
import { isAtBase, positionOf } from '../identity/position.ts'
import type { WriteRequest } from '../live/ports.ts'
import type { Blocked, DeleteChange, DisableChange, UpdateChange } from '../model/change.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { present } from '../model/present.ts'
import { type BadEnding, ChangeEnds, type Ending, gone, moved, movedBy } from './ending.ts'
import { revokeSessions } from './follow-up.ts'
import type { RemovalChange } from './order/phases.ts'
import { removalRefusal } from './removal-refusal.ts'
import type { Step } from './step.ts'
import { applyPatchChange } from './update/update.ts'
import { type Known, send } from './write/send.ts'

/**
 * Removes one identity.
 * @param live from a read by its id: the listing of the plan does not prove that it may be removed (trap 19). `undefined`: it is gone
 */
export async function applyRemoval(step: Step<RemovalChange>, live: LiveIdentity | undefined): Promise<Ending> {
  const { run, change } = step
  if (live === undefined)
    return change.action === 'delete' ? { outcome: 'already-done' } : { ...gone, outcome: 'moved' }
  if (change.action === 'delete')
    return removalRefusal(run.context, change, live) ?? deleteIdentity({ ...step, change }, live)
  if (change.action === 'release' && live.mark.kind === 'none') return { outcome: 'already-done' }
  const refusal = removalRefusal(run.context, change, live)
  if (refusal !== undefined) return refusal
  // An identity whose mark is unreadable may only be released; `applyPatchChange` checks that it is as the plan saw it.
  const isUnread = change.action === 'release' && live.mark.kind === 'unreadable'
  if (!isUnread && ownMark(live, run.context.workspace) === undefined) return notOurs
  if (change.blocked !== undefined) return endSessions(step, change.blocked, live)
  return change.action === 'disable' ? disable({ ...step, change }, live) : applyPatchChange({ ...step, change }, live)
}

/** The outcome of a change that is blocked. */
export function blockedEnding({ code, reason, hint }: Blocked): BadEnding {
  return { outcome: 'blocked', code, reason, ...present({ hint }) }
}

/**
 * Ends the sessions of an account that Kratos refuses to write. The account stays active and its mark cannot be written, so each
 * run ends the sessions again.
 */
export async function endSessions(
  step: Step<RemovalChange | UpdateChange>,
  blocked: Blocked,
  live: LiveIdentity,
): Promise<Ending> {
  if (!isAtBase(live, step.change)) return moved
  await revokeSessions(step, live.id)
  return blockedEnding({ ...blocked, reason: `${blocked.reason}; ${sessionsEnded}` })
}

/** Disables an identity. If that fails for a reason that the plan did not know, its sessions are ended anyway. */
async function disable(step: Step<DisableChange>, live: LiveIdentity): Promise<Ending> {
  try {
    return await applyPatchChange(step, live)
  } catch (error) {
    if (!(error instanceof ChangeEnds) || error.ending.outcome !== 'failed') throw error
    const { reason } = error.ending
    if (step.run.ledger.stopReason() !== undefined || error.ending.code === gone.code) throw error
    const isEnded = await revokeSessions(step, live.id).then(
      () => true,
      () => false,
    )
    throw isEnded ? new ChangeEnds({ ...error.ending, reason: `${reason}; ${sessionsEnded}` }) : error
  }
}

const sessionsEnded = 'its sessions were ended all the same'

const notOurs: BadEnding = movedBy('mark-gone')

function deleteIdentity(step: Step<DeleteChange>, start: LiveIdentity): Promise<Ending> {
  const { run, change } = step
  let live = start
  const request = (): WriteRequest<'delete'> | Known<Ending> => {
    if (ownMark(live, run.context.workspace) === undefined) return { known: notOurs }
    const schema = run.context.schemas.get(live.schema_id)
    if (positionOf(live, change, [], undefined, schema) !== 'base') return { known: moved }
    return { kind: 'delete', id: change.id }
  }
  const deleted: Ending = { outcome: 'done' }
  return send(step, request, {
    done: () => deleted,
    async lost() {
      const now = await run.reader.one(change.id)
      if (now === undefined) return { known: deleted }
      live = now
      return 'again'
    },
  })
}
