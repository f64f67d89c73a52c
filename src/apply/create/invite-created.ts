import { inParallel } from '../../live/in-parallel.ts'
import type { Ending } from '../ending.ts'
import { type FollowUp, payOff, whileOwing } from '../follow-up.ts'
import { inviting } from '../invite.ts'
import type { CreatedIdentity, OpenBatch } from './open-batch.ts'

/**
 * Sends the invitations that the creations of a batch owe, now that their identities are there and were verified. One
 * that fails does not undo the creation: the mark keeps it for the next plan. Never throws.
 */
export async function inviteCreated({ run, uninvited }: OpenBatch): Promise<void> {
  await inParallel(uninvited, run.context.concurrency, async (created) => {
    const ending = await invite(created).catch((error: unknown) => run.ledger.endingOf(error))
    run.ledger.settle(created.creation.step.change, { ...ending, id: created.live.id })
  })
}

async function invite({ creation, live }: CreatedIdentity): Promise<Ending> {
  const { step, mark, schema } = creation
  const { invite: invitation } = step.change
  if (invitation === undefined) return { outcome: 'done' }
  const goalWith = (owed: readonly FollowUp[]) => ({ mark: whileOwing(mark, owed), schema })
  await payOff(step, live, [inviting(step, { invitation, schema }, 'created-not-invited')], goalWith)
  return { outcome: 'done' }
}
