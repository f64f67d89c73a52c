import { type Effect, tells } from '../rule.ts'
import { becomesInactive, type Update } from '../update.ts'

/** Whoever is inactive already loses nothing. */
export function deactivation({ pair, fields }: Pick<Update, 'pair' | 'fields'>): readonly Effect[] {
  if (!becomesInactive(fields)) return []
  const counts = pair.live.state === 'active' ? { removals: 1 } : {}
  return [tells('access-lost', 'the person can no longer sign in', counts)]
}
