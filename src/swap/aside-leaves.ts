import { absentDigest } from '../identity/compare.ts'
import { liveLeaf } from '../identity/live-document.ts'
import { openTodo } from '../identity/mark.ts'
import { digestOf } from '../model/digest.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { Json, JsonPointer } from '../model/json.ts'

/** How every temporary text begins, so that whoever meets one in Kratos can look up what it is. */
export const temporaryPrefix = 'idctl-swap-'

/** Leaves that a move aside changed, and that the change behind it has not brought to their final values yet. */
function asideLeaves(mark: Mark): JsonPointer[] {
  return openTodo(mark).flatMap((todo) => (todo.kind === 'aside' ? [todo.path] : []))
}

/**
 * Those that are still as the move has left them: at a temporary text, which means nothing to anybody, at what stays of a list,
 * or at nothing. One that somebody has changed since is theirs.
 */
export function temporaryLeaves(live: LiveIdentity, mark: Mark): JsonPointer[] {
  return asideLeaves(mark).filter((path) => {
    const value = liveLeaf(live, path)
    return isTemporaryText(value) || isAsApplied(value, mark.fields[path])
  })
}

export function isTemporaryText(value: Json | undefined): boolean {
  return typeof value === 'string' && value.startsWith(temporaryPrefix)
}

/** What others hold of a `merge` list says nothing about what is ours. */
function isAsApplied(value: Json | undefined, applied: Mark['fields'][string] | undefined): boolean {
  if (value === undefined) return applied === absentDigest
  if (!Array.isArray(value)) return false
  return typeof applied === 'string' ? digestOf(value) === applied : applied !== undefined
}
