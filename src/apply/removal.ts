import { baseOf, positionOf } from '../identity/base.ts'
import { ownMark } from '../identity/live-document.ts'
import type { Blocked, DeleteChange, DisableChange, UpdateChange } from '../model/change.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { type BadEnding, ChangeEnds, type Ending, movedBy } from './context.ts'
import { revokeSessions } from './follow-up.ts'
import { notNow } from './not-now.ts'
import type { RemovalChange } from './phases.ts'
import { failedBy, failedUnknown } from './rejection.ts'
import { gone, maxAttempts, moved, pause, type Run, unexpectedAnswer, write } from './run.ts'
import { applyPatchChange } from './update.ts'

/** Removes one identity after reading it by id: the listing of the plan is no ground for that (trap 19). */
export async function applyRemoval(run: Run, change: RemovalChange): Promise<Ending> {
  const live = await run.reader.one(change.id, run.context.stop)
  if (live === undefined)
    return change.action === 'delete' ? { outcome: 'already-done' } : { ...gone, outcome: 'moved' }
  if (change.action === 'delete') return notNow(run.context, change, live) ?? deleteIdentity(run, change, live)
  if (change.action === 'release' && live.mark.kind === 'none') return { outcome: 'already-done' }
  const not = notNow(run.context, change, live)
  if (not !== undefined) return not
  // An unreadable one is released by its id, and only as the plan saw it.
  const isUnread = change.action === 'release' && live.mark.kind === 'unreadable'
  if (!isUnread && ownMark(live, run.context.workspace) === undefined) return notOurs
  if (change.blocked !== undefined) return endSessions(run, change, change.blocked, live)
  return change.action === 'disable' ? disable(run, change, live) : applyPatchChange(run, change, live)
}

/** The outcome of a change that is blocked. */
export function blockedEnding({ code, reason, hint }: Blocked): BadEnding {
  return { outcome: 'blocked', code, reason, ...(hint === undefined ? {} : { hint }) }
}

/**
 * Kratos refuses the write, not the end of the sessions. Nothing can be noted in the mark, and the account stays active: each
 * run ends them again.
 */
export async function endSessions(
  run: Run,
  change: RemovalChange | UpdateChange,
  blocked: Blocked,
  live: LiveIdentity,
): Promise<Ending> {
  const paths = change.fields.map(({ path }) => path)
  if (baseOf(live, paths) !== change.base) return moved
  await revokeSessions(run, live.id, new Set())
  return blockedEnding({ ...blocked, reason: `${blocked.reason}; ${sessionsEnded}` })
}

/** Where disabling fails for a reason that the plan did not see, open sessions are ended all the same. */
async function disable(run: Run, change: DisableChange, live: LiveIdentity): Promise<Ending> {
  try {
    return await applyPatchChange(run, change, live)
  } catch (error) {
    if (!(error instanceof ChangeEnds) || error.ending.outcome !== 'failed') throw error
    const { reason } = error.ending
    if (run.ledger.stopReason() !== undefined || error.ending.code === gone.code) throw error
    const isEnded = await revokeSessions(run, live.id, new Set()).then(
      () => true,
      () => false,
    )
    throw isEnded ? new ChangeEnds({ ...error.ending, reason: `${reason}; ${sessionsEnded}` }) : error
  }
}

const sessionsEnded = 'its sessions were ended all the same'

const notOurs: BadEnding = movedBy('mark-gone')

async function deleteIdentity(run: Run, change: DeleteChange, start: LiveIdentity): Promise<Ending> {
  let live = start
  for (let attempt = 1; ; attempt += 1) {
    if (ownMark(live, run.context.workspace) === undefined) return notOurs
    const schema = run.context.schemas.get(live.schema_id)
    if (positionOf(live, change, [], undefined, schema) !== 'base') return moved
    const result = await write(run, { kind: 'delete', id: change.id })
    switch (result.kind) {
      case 'done':
        return { outcome: 'done' }
      case 'rejected':
        return failedBy(result.rejection, [])
      case 'unknown': {
        const now = await run.reader.one(change.id)
        if (now === undefined) return { outcome: 'done' }
        if (attempt >= maxAttempts) return failedUnknown(result.detail, result.rejection, [])
        await pause(run, attempt)
        live = now
        continue
      }
      default:
        throw unexpectedAnswer('delete', result)
    }
  }
}
