import type { DesiredIdentity } from '../../model/identity.ts'

/** What to tell of an edit that gives a document another key. */
export function keyNotes(before: DesiredIdentity, after: DesiredIdentity): readonly string[] {
  if (before.key === after.key) return []
  const from = after.keyFrom === 'external_id' ? 'external_id' : 'login identifier'
  return [`the key of the document changes with its ${from}; it is the same account`]
}
