import { inParallel } from '../../live/in-parallel.ts'
import type { Rejection } from '../../live/ports.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { failedBy } from '../write/rejection.ts'
import { createOne, settleConflict } from './create-one.ts'
import { type Creation, claimsOfCreation, externalIdOf } from './creation.ts'
import { maxSingleLookUps } from './look-up.ts'
import type { OpenBatch } from './open-batch.ts'

/** An item of a batch that Kratos refused with a 409. */
export interface Conflict {
  readonly creation: Creation
  readonly rejection: Rejection
}

/**
 * Settles the items of a batch that met a conflict. Looks for the identities that hold their values, one by one, or in one pass over
 * all identities if there are many. After an interrupt, items that were not looked up yet fail with the hint to plan again.
 */
export async function meetConflicts(batch: OpenBatch, conflicts: readonly Conflict[]): Promise<void> {
  const { run } = batch
  await batch.guard(
    conflicts.map(({ creation }) => creation),
    async () => {
      const pass = conflicts.length > maxSingleLookUps ? await holdersByCreation(batch, conflicts) : undefined
      await inParallel(conflicts, run.context.concurrency, (conflict) =>
        batch.guard([conflict.creation], () => meetConflict(batch, conflict, pass?.get(conflict.creation))),
      )
    },
  )
}

async function meetConflict(
  batch: OpenBatch,
  { creation, rejection }: Conflict,
  known: readonly LiveIdentity[] | undefined,
): Promise<void> {
  const { ledger } = batch.run
  const holders = known ?? (await holdersUnlessStopped(batch, creation))
  if (holders.length > 0) return settleConflict(batch, creation, holders, rejection, 'already-done')
  // Nobody holds the values now: an earlier item of the batch may have held one, and then have been rolled back (API reference §8.3).
  if (ledger.stopReason() === undefined) return createOne(batch, creation)
  const hint = 'whose values it conflicts with was not looked up any more: plan again'
  batch.settle(creation, { ...failedBy(creation.step, rejection), hint })
}

async function holdersUnlessStopped({ run }: OpenBatch, creation: Creation): Promise<readonly LiveIdentity[]> {
  const { stop, abort } = run.context
  if (stop.aborted) return []
  try {
    return await run.population.holdersOf(externalIdOf(creation), creation.derived, AbortSignal.any([stop, abort]))
  } catch (error) {
    if (run.ledger.isStopped(error)) return []
    throw error
  }
}

/** The holders of each creation's values, from one pass over all identities; an empty list if there is none. */
async function holdersByCreation(
  { run }: OpenBatch,
  conflicts: readonly Conflict[],
): Promise<ReadonlyMap<Creation, readonly LiveIdentity[]>> {
  const claims = new Map(conflicts.map(({ creation }) => [creation, claimsOfCreation(creation)] as const))
  const holders = await run.population.holdersOfClaims(new Set([...claims.values()].flat()))
  return new Map(
    [...claims].map(([creation, own]) => [creation, [...new Set(own.flatMap((claim) => holders.get(claim) ?? []))]]),
  )
}
