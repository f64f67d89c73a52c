import type { Update } from './update.ts'

/** What the same change neither ends nor replaces: `: credentials and sessions stay`. */
export function whatStays({ credentials, revokes }: Pick<Update, 'credentials' | 'revokes'>): string {
  const stays = [...(credentials.changes.length > 0 ? [] : ['credentials']), ...(revokes ? [] : ['sessions'])]
  return stays.length === 0 ? '' : `: ${stays.join(' and ')} stay`
}
