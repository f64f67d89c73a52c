import type { CreateChange } from '../../model/change.ts'
import { type BadEnding, type Ending, failed } from '../ending.ts'
import type { Run } from '../run.ts'
import { isUnknownToPlan } from './creation.ts'

/** A creation that succeeded, has no unique value, and has no outcome yet. */
export interface Unproven {
  readonly change: CreateChange
  readonly id: string
}

/**
 * Kratos refuses no second identity where nothing of it is unique, so applies at once make several. Whoever lists after all
 * creations sees them; nobody deletes one, for a person may use it already. Never throws.
 */
export async function proveAlone(run: Run, unproven: readonly Unproven[]): Promise<void> {
  if (unproven.length === 0) return
  // A pass over everybody is too long for an interrupt; the next plan finds several of one key as well.
  if (run.context.stop.aborted) return settleAll(run, unproven, () => ({ outcome: 'done' }))
  const keys = new Set(unproven.map(({ change }) => change.key))
  const judged = await run.population.idsByKey(keys).then(
    (ids) => (created: Unproven) => judge(created, ids.get(created.change.key) ?? []),
    (error: unknown) => () => unchecked(run.ledger.endingOf(error)),
  )
  settleAll(run, unproven, judged)
}

function settleAll({ ledger }: Run, identities: readonly Unproven[], endingOf: (created: Unproven) => Ending): void {
  for (const created of identities) ledger.settle(created.change, { ...endingOf(created), id: created.id })
}

function judge({ id: own, change }: Unproven, ids: readonly string[]): Ending {
  const twins = ids.filter((id) => id !== own && isUnknownToPlan(change)(id)).sort()
  if (twins.length === 0) return { outcome: 'done' }
  const others = twins.length === 1 ? `identity ${twins[0]} carries` : `identities ${twins.join(' and ')} carry`
  // Every run that sees the same identities must choose the same one to keep, or none would keep the mark.
  const surplus = [own, ...twins].sort().slice(1)
  const release = `\`idctl release ${surplus.map((id) => `--id ${id}`).join(' ')}\``
  return failed('made-twice', { id: own, others, release })
}

function unchecked(ending: BadEnding): BadEnding {
  return { ...ending, ...failed('perhaps-made-twice', { cause: ending.reason, advice: ending.hint }) }
}
