import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

export function sessions({ revokes }: Pick<Update, 'revokes'>): readonly Effect[] {
  return revokes ? [effect('sessions-revoked', 'all sessions end')] : []
}
