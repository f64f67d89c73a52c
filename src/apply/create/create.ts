import { inParallel } from '../../live/in-parallel.ts'
import type { UnknownEffect, WriteAnswers } from '../../live/ports.ts'
import type { CreateChange } from '../../model/change.ts'
import { type Ending, skipped } from '../ending.ts'
import type { Run } from '../run.ts'
import { stepOf } from '../step.ts'
import { failedBy, failedUnknown } from '../write/rejection.ts'
import { maxAttempts, pause, write } from '../write/send.ts'
import { batchesOf, batchLimits } from './batch.ts'
import { createOne } from './create-one.ts'
import { type Creation, isFindable, prepareCreation } from './creation.ts'
import { inviteCreated } from './invite-created.ts'
import { notThere, settleByReading, settleExisting, settleLostAnswers } from './look-up.ts'
import { type Conflict, meetConflicts } from './meet-conflicts.ts'
import { OpenBatch } from './open-batch.ts'
import { proveAlone, type Unproven } from './prove-alone.ts'

/** Creates identities in batches, a few of them at the same time. Settles every change, also those that never start. */
export async function createIdentities(run: Run, changes: AsyncIterable<CreateChange>): Promise<void> {
  const { batchSize, batchesInFlight } = run.context
  const batches = batchesOf(prepared(run, changes), batchLimits(batchSize))
  const unproven: Unproven[] = []
  try {
    await inParallel(batches, batchesInFlight, async (creations) => {
      const batch = new OpenBatch(run, creations)
      await batch.guard(creations, async () => createAll(batch, await settleExisting(batch, creations), 1))
      await run.context.inventory?.settled()
      unproven.push(...batch.unproven)
      await inviteCreated(batch)
    })
  } finally {
    // One pass for all of them after the last creation, because it also sees what other runs have created by then.
    await proveAlone(run, unproven)
  }
}

async function* prepared(run: Run, changes: AsyncIterable<CreateChange>): AsyncGenerator<Creation> {
  for await (const change of changes) {
    const result = prepareOrEnd(run, change)
    if ('outcome' in result) run.ledger.settle(change, result)
    else yield result
  }
}

function prepareOrEnd(run: Run, change: CreateChange): Creation | Ending {
  const { ledger } = run
  const stopped = ledger.stopReason()
  if (stopped !== undefined) return stopped
  const readiness = ledger.readiness(change)
  if (typeof readiness === 'object') return readiness.never
  if (readiness === 'waits') return skipped('needs-missing')
  try {
    return prepareCreation(stepOf(run, change))
  } catch (error) {
    return ledger.endingOf(error)
  }
}

/**
 * Sends creations together. If Kratos refuses the request because of one item, sends halves, until that item is alone.
 * @param attempt How often these creations have been sent, this time included.
 */
async function createAll(batch: OpenBatch, creations: readonly Creation[], attempt: number): Promise<void> {
  const { run } = batch
  const [first] = creations
  if (first === undefined) return
  const stopped = run.ledger.stopReason()
  if (stopped !== undefined) return batch.settleAll(creations, stopped)
  await batch.guard(creations, async () => {
    // A conflict of the only item fails the whole batch, and the answer to a single creation says more (API reference §8.2).
    if (creations.length === 1) return createOne(batch, first)
    const items = creations.map(({ patch_id, body }) => ({ patch_id, body }))
    const changes = creations.map(({ step }) => step.change)
    const result = await write(run, changes, { kind: 'batch', items })
    if (result.kind === 'done') return settleItems(batch, creations, result.answer)
    if (result.kind === 'unknown') return createLost(batch, await settleLostAnswers(batch, creations), result, attempt)
    if (blamesContent(result.rejection.status)) return createHalves(batch, creations)
    for (const creation of creations) batch.settle(creation, failedBy(creation.step, result.rejection))
  })
}

/** Whether one item may have caused the refusal of the whole request. Then the others are sent again without it. */
function blamesContent(status: number): boolean {
  return status >= 400 && ![404, 405, 429].includes(status)
}

async function createHalves(batch: OpenBatch, creations: readonly Creation[]): Promise<void> {
  const middle = Math.ceil(creations.length / 2)
  await createAll(batch, creations.slice(0, middle), maxAttempts)
  await createAll(batch, creations.slice(middle), maxAttempts)
}

/**
 * Sends again the creations that a look-up did not find after a lost answer: in halves if the server answered with an error, because one
 * item can cause that (API reference §8.2).
 */
async function createLost(
  batch: OpenBatch,
  lost: readonly Creation[],
  result: UnknownEffect,
  attempt: number,
): Promise<void> {
  for (const creation of lost.filter((one) => !isFindable(one))) {
    batch.settle(creation, failedUnknown(creation.step, result))
  }
  const again = lost.filter(isFindable)
  if (result.rejection !== undefined || attempt >= maxAttempts) return createHalves(batch, again)
  await pause(batch.run, attempt)
  return createAll(batch, again, attempt + 1)
}

async function settleItems(
  batch: OpenBatch,
  creations: readonly Creation[],
  answer: WriteAnswers['batch'],
): Promise<void> {
  const items = new Map(answer.map((item) => [item.patch_id, item]))
  const created = new Map<Creation, string>()
  const conflicts: Conflict[] = []
  for (const creation of creations) {
    const item = items.get(creation.patch_id)
    if (item === undefined) batch.settle(creation, notThere)
    else if (item.kind === 'created') created.set(creation, item.id)
    else if (item.rejection.status !== 409) batch.settle(creation, failedBy(creation.step, item.rejection))
    else conflicts.push({ creation, rejection: item.rejection })
  }
  await settleByReading(batch, created, 'done')
  await meetConflicts(batch, conflicts)
}
