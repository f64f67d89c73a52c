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
 * Finds identities that were created twice. Kratos does not refuse a second identity without unique values, so two applies at the same
 * time can create one each. A listing after the last creation shows both. idctl deletes neither, because somebody may already use
 * it. Never throws.
 */
export async function proveAlone(run: Run, unproven: readonly Unproven[]): Promise<void> {
  if (unproven.length === 0) return
  // After an interrupt, a pass over all identities takes too long; the next plan also finds several identities with one key.
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
  // Every run that sees these identities must keep the same one. Otherwise each run could tell the user to release another one,
  // and none would keep its mark.
  const surplus = [own, ...twins].sort().slice(1)
  const release = `\`idctl release ${surplus.map((id) => `--id ${id}`).join(' ')}\``
  return failed('made-twice', { id: own, others, release })
}

function unchecked(ending: BadEnding): BadEnding {
  return { ...ending, ...failed('perhaps-made-twice', { cause: ending.reason, advice: ending.hint }) }
}
