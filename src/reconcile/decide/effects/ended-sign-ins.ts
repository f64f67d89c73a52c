import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells which credential types lose all their identifiers while others keep some. */
export function endedSignIns({ identifiers: { fromLive, fromLeft } }: Update): readonly Effect[] {
  const counts: Effect[] = fromLeft.ended.length === 0 ? [] : [{ counts: { removals: 1 } }]
  if (fromLive.ended.length === 0) return counts
  const types = fromLive.ended.join(' or ')
  const text = `no trait yields a login identifier for ${types} any more: that sign-in ends`
  return [effect('login-identifier-removed', text), ...counts]
}
