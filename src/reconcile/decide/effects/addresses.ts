import type { Effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells which addresses stop being verified and which stay verified. */
export function addresses({ addresses: { consequences } }: Pick<Update, 'addresses'>): readonly Effect[] {
  return consequences.map((consequence) => ({ consequence }))
}
