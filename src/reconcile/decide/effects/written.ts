import type { Effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Somebody whom idctl manages already gets other values; a mark alone is no update for the guards. */
export function written({
  pair,
  fields,
  credentials,
}: Pick<Update, 'pair' | 'fields' | 'credentials'>): readonly Effect[] {
  const isWritten = fields.length > 0 || credentials.changes.length > 0
  const takesBack = fields.every(({ cause }) => cause === 'drift') && credentials.changes.length === 0
  return pair.mark !== undefined && isWritten ? [{ counts: { updates: 1 }, takesBack }] : []
}
