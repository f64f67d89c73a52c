import type { Located, LocatedMember } from './located.ts'

/**
 * Deep merge of documents: maps by key, anything else is replaced as a whole; `upper` wins and its keys come first.
 * `null` replaces too: over an inherited value it means "absent". Every node keeps its own location.
 */
export function mergeLocated(lower: Located | undefined, upper: Located): Located {
  if (lower?.kind !== 'map' || upper.kind !== 'map') return upper
  const members = new Map<string, LocatedMember>()
  for (const [key, member] of upper.members) {
    members.set(key, { at: member.at, value: mergeLocated(lower.members.get(key)?.value, member.value) })
  }
  for (const [key, member] of lower.members) if (!members.has(key)) members.set(key, member)
  return { ...upper, members }
}
