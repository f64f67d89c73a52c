import { absentDigest } from '../identity/compare.ts'
import { liveLeaf } from '../identity/live-document.ts'
import { openTodo } from '../identity/mark.ts'
import { digestOf } from '../model/digest.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { Json, JsonPointer } from '../model/json.ts'

/** Prefix of every temporary text, so that somebody who sees one in Kratos can find out what it is. */
export const temporaryPrefix = 'idctl-swap-'

/** Leaves that a move aside changed and that do not have their final values yet. */
function asideLeaves(mark: Mark): JsonPointer[] {
  return openTodo(mark).flatMap((todo) => (todo.kind === 'aside' ? [todo.path] : []))
}

/**
 * The aside leaves that are still as the move left them: a temporary text, the remaining elements of a list, or absent. A leaf
 * that somebody changed since then is not temporary any more.
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

/** Whether live is as the mark records it. A `merge` list always is: elements of others do not count. */
function isAsApplied(value: Json | undefined, applied: Mark['fields'][string] | undefined): boolean {
  if (value === undefined) return applied === absentDigest
  if (!Array.isArray(value)) return false
  return typeof applied === 'string' ? digestOf(value) === applied : applied !== undefined
}
