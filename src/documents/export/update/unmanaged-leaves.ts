import { documentOf, markPath } from '../../../identity/live-document.ts'
import { escapeSegment, isJsonObject, type Json, type JsonPointer } from '../../../model/json.ts'
import { modeAt } from '../../../model/ownership.ts'
import type { BothPair } from '../../../reconcile/match/match.ts'

/** Live values that a new document would have and this one says nothing of; values that `ignore` gives to others are not among them. */
export function unmanagedLeaves({ desired, live }: BothPair): JsonPointer[] {
  const isManaged = (path: JsonPointer) => Object.hasOwn(desired.fields, path)
  const found: JsonPointer[] = []

  function visit(value: Json, path: JsonPointer): void {
    if (value === null || path === markPath || isManaged(path)) return
    if (isJsonObject(value) && Object.keys(value).length > 0) {
      for (const [name, member] of Object.entries(value)) visit(member, `${path}/${escapeSegment(name)}`)
    } else if (modeAt(desired.ownership, path) !== 'ignore') found.push(path)
  }

  for (const [name, value] of Object.entries(documentOf(live))) {
    // New documents do not say that somebody is active either.
    if (name !== 'schema_id' && !(name === 'state' && value === 'active')) visit(value, `/${name}`)
  }
  return found
}
