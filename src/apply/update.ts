import type { DisableChange, ReleaseChange, UpdateChange } from '../model/change.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { hasMark, positionOf } from '../reconcile/base.ts'
import { type ApplyContext, ChangeEnds, type Ending } from './context.ts'
import { withKeptVerified } from './kept-verified.ts'
import { type PatchGoal, patchLive } from './patch-live.ts'
import { failedBy, failedUnknown } from './rejection.ts'
import { completeMark, owingSessions } from './request.ts'
import { resolveAgreed, resolveFields } from './resolve.ts'
import { maxAttempts, moved, pause, type Run, unexpectedAnswer, write } from './run.ts'

type PatchChange = UpdateChange | DisableChange | ReleaseChange

/**
 * Brings a freshly read identity to what the change wants, unless it is there already or has moved (product §5.3).
 * Sessions are revoked between two writes of the mark: the first says that they are owed, the second that they are not.
 * Where the identity becomes active again they are revoked before, while nobody can start a new one (product §4).
 */
export async function applyPatchChange(run: Run, change: PatchChange, live: LiveIdentity): Promise<Ending> {
  const { staged, final } = prepare(run.context, change, live)
  const at = (goal: PatchGoal) => positionOf(live, change, goal.edits, goal.mark, goal.schema)
  if (at(final) === 'after') return { outcome: 'already-done' }
  const position = at(staged)
  if (position === 'moved') return moved
  if (revokesSessions(change) && staged === final) await revokeSessions(run, live.id, final.hidden)
  const written = position === 'after' ? live : await patchLive(run, live, staged)
  if (staged !== final) await payOff(run, written, staged, final)
  return { outcome: 'done' }
}

function revokesSessions(change: PatchChange): boolean {
  return change.action !== 'release' && change.revoke_sessions === true
}

/** The two states that a change goes through; one and the same when nothing is owed in between. */
function prepare(
  context: ApplyContext,
  change: PatchChange,
  live: LiveIdentity,
): { staged: PatchGoal; final: PatchGoal } {
  // A schema_id comes from no reference, so it is known before the values are.
  const schemaId = change.fields.find(({ path }) => path === '/schema_id')?.after ?? live.schema_id
  const schema = context.schemas.get(schemaId as string)
  const { edits: planned, digests, hidden } = resolveFields(change.fields, context, schema, live)
  const edits = withKeptVerified(change, planned, live, schema, context)
  const agreed = resolveAgreed('agreed' in change ? change.agreed : undefined, context, schema, live)
  const goalFor = (mark: Mark | undefined): PatchGoal => {
    const judge = (now: LiveIdentity) => positionOf(now, change, edits, mark, schema)
    return { edits, mark, schema, judge, hidden: new Set([...hidden, ...agreed.hidden]) }
  }
  const mark = change.action === 'release' ? undefined : completeMark(change.mark, { ...agreed.digests, ...digests })
  const final = goalFor(mark)
  const activates = edits.some(({ path, after }) => path === '/state' && after === 'active')
  const owes = mark !== undefined && revokesSessions(change) && !activates
  return { staged: owes ? goalFor(owingSessions(mark)) : final, final }
}

async function payOff(run: Run, written: LiveIdentity, staged: PatchGoal, final: PatchGoal): Promise<void> {
  try {
    await revokeSessions(run, written.id, staged.hidden)
    await patchLive(run, written, {
      ...final,
      edits: [],
      judge: (now) => (hasMark(now, final.mark) ? 'after' : hasMark(now, staged.mark) ? 'base' : 'moved'),
    })
  } catch (error) {
    if (!(error instanceof ChangeEnds)) throw error
    const reason = `written, but its sessions may still be alive: ${error.ending.reason}`
    throw new ChangeEnds({
      ...error.ending,
      outcome: 'failed',
      reason,
      hint: 'the mark keeps it: plan and apply again',
    })
  }
}

/** Safe to repeat: revoking nothing is a success too (API reference §10). */
async function revokeSessions(run: Run, id: string, hidden: ReadonlySet<string>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await write(run, { kind: 'revoke-sessions', id })
    switch (result.kind) {
      case 'done':
        return
      case 'rejected':
        throw new ChangeEnds(failedBy(result.rejection, hidden))
      case 'unknown':
        if (attempt >= maxAttempts) throw new ChangeEnds(failedUnknown(result.detail, result.rejection, hidden))
        await pause(run, attempt)
        continue
      default:
        throw unexpectedAnswer('revoke-sessions', result)
    }
  }
}
