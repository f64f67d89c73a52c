import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells which credential types lose all their identifiers while others keep some. */
export function endedSignIns({ identifiers: { told, counted } }: Update): readonly Effect[] {
  const counts: Effect[] = counted.ended.length === 0 ? [] : [{ counts: { removals: 1 } }]
  if (told.ended.length === 0) return counts
  const types = told.ended.join(' or ')
  const text = `no trait yields a login identifier for ${types} any more: that sign-in ends`
  return [tells('login-identifier-removed', text), ...counts]
}
