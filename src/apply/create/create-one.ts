import type { Rejection } from '../../live/ports.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { ChangeEnds } from '../ending.ts'
import { conflictEnding } from '../write/conflict.ts'
import { failedBy } from '../write/rejection.ts'
import { send } from '../write/send.ts'
import { type Creation, externalIdOf, isCreationOf, isFindable } from './creation.ts'
import { settleFound, settleLostAnswers } from './look-up.ts'
import type { OpenBatch } from './open-batch.ts'

/**
 * Creates one identity. When the answer is lost, idctl looks the identity up. It sends the creation again only if the identity
 * does not exist and has a unique value, with which Kratos would refuse a second creation (trap 21).
 */
export function createOne(batch: OpenBatch, creation: Creation): Promise<void> {
  const { step, body } = creation
  return send(
    step,
    { kind: 'create', body },
    {
      done: (live) => settleFound(batch, creation, live, 'done'),
      async rejected(rejection, attempt) {
        if (rejection.status !== 409) throw new ChangeEnds(failedBy(step, rejection))
        const holders = await holdersOf(creation)
        settleConflict(batch, creation, holders, rejection, attempt > 1 ? 'done' : 'already-done')
      },
      async lost() {
        if ((await settleLostAnswers(batch, [creation])).length === 0) return { known: undefined }
        return isFindable(creation) ? 'again' : 'give-up'
      },
    },
  )
}

/** The identities that hold its `external_id` or its login identifiers. */
function holdersOf(creation: Creation): Promise<LiveIdentity[]> {
  return creation.step.run.population.holdersOf(externalIdOf(creation), creation.derived)
}

/** Settles a creation that got a 409; with `outcome` if the identity exists already as requested. */
export function settleConflict(
  batch: OpenBatch,
  creation: Creation,
  holders: readonly LiveIdentity[],
  rejection: Rejection,
  outcome: 'done' | 'already-done',
): void {
  const own = holders.find((holder) => isCreationOf(holder, creation))
  if (own !== undefined) settleFound(batch, creation, own, outcome)
  else batch.settle(creation, conflictEnding(creation.step, holders, rejection))
}
