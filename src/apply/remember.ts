import type { Change, CreateChange } from '../model/change.ts'
import type { OutcomeKind } from '../model/report.ts'
import type { InventorySink } from './context.ts'

/**
 * Enters in the inventory what the end of a change says of an identity that was there before it. A deletion that finds
 * nobody was somebody else's: the key stays, or its return would bring back a person who was erased.
 */
export function rememberOutcome(inventory: InventorySink | undefined, change: Change, outcome: OutcomeKind): void {
  if (inventory === undefined || (outcome !== 'done' && outcome !== 'already-done')) return
  const { action } = change
  if (action === 'update' || action === 'adopt') inventory.enter(change.mark.key, change.id, [])
  else if (outcome === 'already-done') return
  else if (action === 'delete') inventory.leave(change.id, 'deleted')
  else if (action === 'release') inventory.leave(change.id, 'released')
}

/** A creation is entered as soon as its identity is seen, also where it is not as asked or owes its invitation. */
export function rememberCreation(inventory: InventorySink | undefined, change: CreateChange, id: string): void {
  inventory?.enter(change.mark.key, id, change.previously ?? [])
}
