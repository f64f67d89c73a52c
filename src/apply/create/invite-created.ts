import { inParallel } from '../../live/in-parallel.ts'
import type { Ending } from '../ending.ts'
import { carryOutOwed, type FollowUp, whileOwing } from '../follow-up.ts'
import { inviteFollowUp } from '../invite.ts'
import type { CreatedIdentity, OpenBatch } from './open-batch.ts'

/**
 * Sends the invitations that the creations of a batch owe, after their identities were verified. If an invitation fails, the
 * identity stays, and its mark owes the invitation to the next plan. Never throws.
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
  await carryOutOwed(step, live, [inviteFollowUp(step, { invitation, schema }, 'created-not-invited')], goalWith)
  return { outcome: 'done' }
}
