import type { DeleteChange } from '../model/change.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { positionOf } from '../reconcile/base.ts'
import { ownMark } from '../reconcile/live-document.ts'
import type { Ending } from './context.ts'
import type { RemovalChange } from './phases.ts'
import { failedBy, failedUnknown } from './rejection.ts'
import { gone, maxAttempts, moved, pause, type Run, unexpectedAnswer, write } from './run.ts'
import { applyPatchChange } from './update.ts'

/** Removes one identity after reading it by id: the listing of the plan is no ground for that (trap 19, product §4). */
export async function applyRemoval(run: Run, change: RemovalChange): Promise<Ending> {
  const live = await run.reader.one(change.id, run.context.stop)
  if (live === undefined)
    return change.action === 'delete' ? { outcome: 'already-done' } : { ...gone, outcome: 'moved' }
  if (change.action === 'delete') return deleteIdentity(run, change, live)
  if (change.action === 'release' && live.mark.kind === 'none') return { outcome: 'already-done' }
  // An unreadable one is released by its id, and only as the plan saw it.
  const isUnread = change.action === 'release' && live.mark.kind === 'unreadable'
  if (!isUnread && ownMark(live, run.context.workspace) === undefined) return notOurs
  return applyPatchChange(run, change, live)
}

const notOurs: Ending = {
  outcome: 'moved',
  reason: 'it no longer carries the mark of this workspace',
  hint: 'plan again',
}

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
