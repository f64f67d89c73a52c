import { judgeDeletions, lastFactorStays } from '../first-factors.ts'
import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'

/** Said beforehand where it depends on what cannot be seen. */
export function lastFirstFactor(update: Pick<Update, 'pair' | 'credentials' | 'asked'>): readonly Effect[] {
  if (judgeDeletions(update) !== 'unsure') return []
  const text = `${lastFactorStays}: unless the person has set up another one, the deletion will be refused`
  return [tells('last-first-factor', text)]
}
