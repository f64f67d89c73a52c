import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'

export function sessions({ revokes }: Pick<Update, 'revokes'>): readonly Effect[] {
  return revokes ? [tells('sessions-revoked', 'all sessions end')] : []
}
