import type { Update } from './update.ts'

/** The end of a message that says what the change leaves alone: `: credentials and sessions stay`. */
export function whatStays({ credentials, revokes }: Pick<Update, 'credentials' | 'revokes'>): string {
  const stays = [...(credentials.changes.length > 0 ? [] : ['credentials']), ...(revokes ? [] : ['sessions'])]
  return stays.length === 0 ? '' : `: ${stays.join(' and ')} stay`
}
