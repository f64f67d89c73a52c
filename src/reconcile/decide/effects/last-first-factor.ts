import { judgeDeletions, lastFactorStays } from '../first-factors.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Warns when Kratos may refuse the deletion: only the secrets would tell whether the person has another first factor. */
export function lastFirstFactor(update: Pick<Update, 'pair' | 'credentials' | 'writesCredentials'>): readonly Effect[] {
  if (judgeDeletions(update) !== 'unsure') return []
  const text = `${lastFactorStays}: unless the person has set up another one, the deletion will be refused`
  return [effect('last-first-factor', text)]
}
