import { assertNever } from '../../model/assert-never.ts'
import type { CreateChange, DeleteChange, DisableChange, ReleaseChange, UpdateChange } from '../../model/change.ts'
import type { MoveAside } from './asides.ts'

/** Changes that may run at the same time. A phase starts when the one before has ended. */
export type Phase =
  | { readonly kind: 'aside'; readonly changes: AsyncIterable<MoveAside> }
  | { readonly kind: 'update'; readonly changes: AsyncIterable<UpdateChange> }
  | { readonly kind: 'create'; readonly changes: AsyncIterable<CreateChange> }
  | { readonly kind: 'remove'; readonly changes: AsyncIterable<RemovalChange> }

export type RemovalChange = ReleaseChange | DisableChange | DeleteChange
type Executable = UpdateChange | CreateChange | RemovalChange | MoveAside

/**
 * Cuts a plan, which is in order of execution, into sequences of changes with the same action; update and adopt count as the same.
 * A removal that frees a value is a phase of its own, after everything before it and before the change that takes the value.
 * The caller must read all changes of a phase before it asks for the next phase.
 */
export async function* phasesOf(changes: AsyncIterable<Executable>): AsyncGenerator<Phase> {
  const iterator = changes[Symbol.asyncIterator]()
  let next = await iterator.next()
  async function* whileSame(kind: string): AsyncGenerator<Executable> {
    while (next.done !== true && kindOf(next.value) === kind) {
      yield next.value
      next = await iterator.next()
    }
  }
  try {
    while (next.done !== true) yield phaseOf(next.value, whileSame(kindOf(next.value)))
  } finally {
    await iterator.return?.()
  }
}

function kindOf({ action }: Executable): string {
  return action === 'adopt' ? 'update' : action
}

/** `changes` are all of the kind of `first`. */
function phaseOf(first: Executable, changes: AsyncIterable<Executable>): Phase {
  switch (first.action) {
    case 'aside':
      return { kind: 'aside', changes: changes as AsyncIterable<MoveAside> }
    case 'update':
    case 'adopt':
      return { kind: 'update', changes: changes as AsyncIterable<UpdateChange> }
    case 'create':
      return { kind: 'create', changes: changes as AsyncIterable<CreateChange> }
    case 'release':
    case 'disable':
    case 'delete':
      return { kind: 'remove', changes: changes as AsyncIterable<RemovalChange> }
    default:
      return assertNever(first)
  }
}
