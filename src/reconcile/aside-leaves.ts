import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import { liveLeaf } from './live-document.ts'
import { openTodo } from './mark.ts'

/** How every temporary text begins, so that whoever meets one in Kratos can look up what it is. */
export const temporaryPrefix = 'idctl-swap-'

/** Leaves that a move aside changed, and that the change behind it has not brought to their final values yet. */
function asideLeaves(mark: Mark): JsonPointer[] {
  return openTodo(mark).flatMap((item) => (item.startsWith('aside:') ? [item.slice('aside:'.length)] : []))
}

/** Those that stand at a temporary text, which means nothing to anybody; one that somebody has changed since does not. */
export function temporaryLeaves(live: LiveIdentity, mark: Mark): JsonPointer[] {
  return asideLeaves(mark).filter((path) => {
    const value = liveLeaf(live, path)
    return typeof value === 'string' && value.startsWith(temporaryPrefix)
  })
}
