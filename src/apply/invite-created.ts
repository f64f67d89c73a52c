import type { Ending } from './context.ts'
import { type FollowUp, owing, payOff } from './follow-up.ts'
import { inParallel } from './in-parallel.ts'
import { inviting } from './invite.ts'
import type { CreatedIdentity, OpenBatch } from './open-batch.ts'
import { type Run, runFor } from './run.ts'

/**
 * Sends the invitations that the creations of a batch owe, now that their identities are there and were verified. One
 * that fails does not undo the creation: the mark keeps it for the next plan. Never throws.
 */
export async function inviteCreated({ run, owing }: OpenBatch): Promise<void> {
  await inParallel(owing, run.context.concurrency, async (created) => {
    const ending = await invite(runFor(run, [created.creation.change]), created).catch((error: unknown) =>
      run.ledger.endingOf(error),
    )
    run.ledger.settle(created.creation.change, { ...ending, id: created.live.id })
  })
}

async function invite(run: Run, { creation, live }: CreatedIdentity): Promise<Ending> {
  const { change, mark, schema, hidden } = creation
  if (change.invite === undefined) return { outcome: 'done' }
  const request = { key: change.key, invitation: change.invite, schema, hidden }
  const goalWith = (owed: readonly FollowUp[]) => ({ mark: owing(mark, owed), schema, hidden })
  await payOff(run, live, [inviting(run, request, 'created-not-invited')], goalWith)
  return { outcome: 'done' }
}
