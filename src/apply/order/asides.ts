import type { Change, UpdateChange } from '../../model/change.ts'
import { asideOf } from '../../model/change-parts.ts'
import type { IdentityKey } from '../../model/identity.ts'

/** The first half of a change in a swap; the change itself follows in its turn. */
export interface MoveAside {
  readonly action: 'aside'
  readonly change: UpdateChange
}

/**
 * Makes two steps of each change that moves aside first: the move where it stands in the plan, and the change as soon as all
 * that it waits for (`after`) has gone by. Only those changes are held.
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
  // The plan lacks what these wait for; their outcomes say so.
  yield* held
}

function movesAside(change: Change): change is UpdateChange {
  return asideOf(change) !== undefined
}

/** The held changes that may run now. One of them may be what another one waits for. */
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
