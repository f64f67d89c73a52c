import type { Rejection } from '../live/ports.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { conflictEnding } from './conflict.ts'
import { type Creation, externalIdOf, isCreationOf, isFindable } from './creation.ts'
import { findLost, notThere, settleFound } from './look-up.ts'
import type { OpenBatch } from './open-batch.ts'
import { failedBy, failedUnknown } from './rejection.ts'
import { maxAttempts, pause, runFor, unexpectedAnswer, write } from './run.ts'

/**
 * Creates one identity. When the answer is lost it is looked up before anything else; it is sent again only if it is
 * not there and a second creation would meet a conflict instead of making another identity (trap 21).
 */
export async function createOne(batch: OpenBatch, creation: Creation): Promise<void> {
  const { run } = batch
  for (let attempt = 1; ; attempt += 1) {
    const result = await write(runFor(run, [creation.change]), { kind: 'create', body: creation.body })
    switch (result.kind) {
      case 'done':
        return settleAnswered(batch, creation, result.identity)
      case 'rejected': {
        if (result.rejection.status !== 409) {
          return batch.settle(creation, failedBy(result.rejection, creation.hidden))
        }
        const holders = await holdersOf(batch, creation)
        return settleConflict(batch, creation, holders, result.rejection, attempt > 1 ? 'done' : 'already-done')
      }
      case 'unknown': {
        if ((await findLost(batch, [creation])).length === 0) return
        if (!isFindable(creation) || attempt >= maxAttempts) {
          return batch.settle(creation, failedUnknown(result.detail, result.rejection, creation.hidden))
        }
        await pause(run, attempt)
        continue
      }
      default:
        throw unexpectedAnswer('create', result)
    }
  }
}

/** The identities that hold its `external_id` or its login identifiers. */
function holdersOf({ run }: OpenBatch, creation: Creation): Promise<LiveIdentity[]> {
  return run.population.holdersOf(externalIdOf(creation), creation.derived)
}

/** After a 409: `outcome` where it is there already as asked. */
export function settleConflict(
  batch: OpenBatch,
  creation: Creation,
  holders: readonly LiveIdentity[],
  rejection: Rejection,
  outcome: 'done' | 'already-done',
): void {
  const { context } = batch.run
  const own = holders.find((holder) => isCreationOf(holder, creation, context.workspace))
  if (own !== undefined) settleFound(batch, creation, own, outcome)
  else batch.settle(creation, conflictEnding(holders, rejection, context))
}

async function settleAnswered(batch: OpenBatch, creation: Creation, live: LiveIdentity | undefined): Promise<void> {
  if (live !== undefined) return settleFound(batch, creation, live, 'done')
  const lost = await findLost(batch, [creation])
  batch.settleAll(lost, notThere)
}
