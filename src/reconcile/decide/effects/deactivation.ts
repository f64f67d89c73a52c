import { type Effect, effect } from '../rule.ts'
import { becomesInactive, type Update } from '../update.ts'

/** Counts only if the person is active now: an inactive account has no access to lose. */
export function deactivation({ pair, fields }: Pick<Update, 'pair' | 'fields'>): readonly Effect[] {
  if (!becomesInactive(fields)) return []
  const counts = pair.live.state === 'active' ? { removals: 1 } : {}
  return [effect('access-lost', 'the person can no longer sign in', counts)]
}
