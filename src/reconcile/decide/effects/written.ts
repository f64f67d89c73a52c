import type { Effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Counts an update if a managed identity gets other values; a change of the mark alone does not count. */
export function written({
  pair,
  fields,
  credentials,
}: Pick<Update, 'pair' | 'fields' | 'credentials'>): readonly Effect[] {
  const isWritten = fields.length > 0 || credentials.changes.length > 0
  const takesBack = fields.every(({ cause }) => cause === 'drift') && credentials.changes.length === 0
  return pair.mark !== undefined && isWritten ? [{ counts: { updates: 1 }, takesBack }] : []
}
