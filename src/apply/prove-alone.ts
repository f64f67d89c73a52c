import type { Ending } from './context.ts'
import type { CreatedIdentity, OpenBatch } from './open-batch.ts'
import type { Run } from './run.ts'

/**
 * Kratos refuses no second identity where nothing of it is unique, so two applies at once make two. Whoever lists after
 * both creations sees them; nobody deletes one, for a person may use it already. Never throws.
 */
export async function proveAlone({ run, unproven }: OpenBatch): Promise<void> {
  if (unproven.length === 0) return
  // A pass over everybody is too long for an interrupt; the next plan finds two of one key as well.
  if (run.context.stop.aborted) return settleAll(run, unproven, () => ({ outcome: 'done' }))
  const keys = new Set(unproven.map(({ creation }) => creation.change.key))
  const judged = await run.population.idsByKey(keys).then(
    (ids) => (created: CreatedIdentity) => judge(created, ids.get(created.creation.change.key) ?? []),
    (error: unknown) => () => unchecked(run.ledger.endingOf(error)),
  )
  settleAll(run, unproven, judged)
}

function settleAll(
  { ledger }: Run,
  identities: readonly CreatedIdentity[],
  endingOf: (created: CreatedIdentity) => Ending,
): void {
  for (const created of identities) {
    ledger.settle(created.creation.change, { ...endingOf(created), id: created.live.id })
  }
}

function judge({ live }: CreatedIdentity, ids: readonly string[]): Ending {
  const twin = ids.find((id) => id !== live.id)
  if (twin === undefined) return { outcome: 'done' }
  return {
    outcome: 'failed',
    reason: `created, but identity ${twin} carries the same key: it was made at the same moment`,
    hint: 'delete one of the two in Kratos; with an external_id, or a login identifier, Kratos refuses the second one',
  }
}

function unchecked(ending: Ending): Ending {
  return {
    ...ending,
    outcome: 'failed',
    reason: `created, but whether another identity carries the same key could not be read: ${ending.reason}`,
  }
}
