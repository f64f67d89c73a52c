import type { Change, UpdateChange } from '../../model/change.ts'
import { asideOf } from '../../model/change-parts.ts'
import type { IdentityKey } from '../../model/identity.ts'

/** The move aside of a change in a swap; the change itself comes later. */
export interface MoveAside {
  readonly action: 'aside'
  readonly change: UpdateChange
}

/**
 * Splits each change that moves aside into two steps: the move aside at the change's position in the plan, and the change itself as
 * soon as all changes in its `after` have passed. Holds back only those changes.
 */
export async function* withAsides<T extends Change>(changes: AsyncIterable<T>): AsyncGenerator<T | MoveAside> {
  const held = new Set<T>()
  const passed = new Set<IdentityKey>()
  for await (const change of changes) {
    if (movesAside(change)) {
      held.add(change)
      yield { action: 'aside', change }
    } else {
      passed.add(change.key)
      yield change
    }
    for (const due of takeDue(held, passed)) yield due
  }
  // These wait for changes that are not in the plan; their outcomes will say so.
  yield* held
}

function movesAside(change: Change): change is UpdateChange {
  return asideOf(change) !== undefined
}

/** Takes out the held changes that may run now. Repeats the search, because one of them may wait for another one. */
function takeDue<T extends Change>(held: Set<T>, passed: Set<IdentityKey>): T[] {
  const due: T[] = []
  for (let found = true; found; ) {
    found = false
    for (const change of held) {
      if (change.after?.every((key) => passed.has(key)) === false) continue
      held.delete(change)
      passed.add(change.key)
      due.push(change)
      found = true
    }
  }
  return due
}
