import type { Effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Which addresses stop or go on counting as verified. */
export function addresses({ addresses: { consequences } }: Pick<Update, 'addresses'>): readonly Effect[] {
  return consequences.map((consequence) => ({ tells: consequence }))
}
