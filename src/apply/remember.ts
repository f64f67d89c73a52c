import type { Change, CreateChange } from '../model/change.ts'
import type { OutcomeKind } from '../model/report.ts'
import type { InventorySink } from './context.ts'

/**
 * Notes in the inventory how a change of an existing identity ended. If an identity to delete does not exist, somebody else has
 * deleted it. Then its key stays in the inventory, so that a person who was erased is not created again.
 */
export function rememberOutcome(inventory: InventorySink | undefined, change: Change, outcome: OutcomeKind): void {
  if (inventory === undefined || (outcome !== 'done' && outcome !== 'already-done')) return
  const { action } = change
  if (action === 'update' || action === 'adopt') inventory.enter(change.mark.key, change.id, [])
  else if (outcome === 'already-done') return
  else if (action === 'delete') inventory.leave(change.id, 'deleted')
  else if (action === 'release') inventory.leave(change.id, 'released')
}

/** Notes a creation as soon as its identity was seen, even if it is not as requested or still owes its invitation. */
export function rememberCreation(inventory: InventorySink | undefined, change: CreateChange, id: string): void {
  inventory?.enter(change.mark.key, id, change.previously ?? [])
}
