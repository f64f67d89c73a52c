import { type Row, uniqueKeys } from '../identity/model.ts'
import type { BatchRules } from '../profile.ts'
import type { Store } from '../store.ts'

/**
 * Inserts all rows that conflict with nothing, unless `onConflict` forbids it, and gives back the others. Kratos writes table by table, skips what
 * conflicts, and removes the identities of skipped rows at the end; so an item that fails on one of its values still
 * takes its other values from later items (API reference §8.3).
 */
export function insertPartially(
  rows: readonly Row[],
  store: Store,
  { onConflict }: Pick<BatchRules, 'onConflict'>,
): ReadonlySet<Row> {
  const isExternal = (key: string): boolean => key.startsWith('external ')
  const withoutIdentity = claim(rows, store, isExternal)
  const inserted = rows.filter((row) => !withoutIdentity.has(row))
  const refused = new Set([...withoutIdentity, ...claim(inserted, store, (key) => !isExternal(key))])
  if (refused.size > 0 && onConflict === 'stores-nothing') return refused
  for (const row of rows) if (!refused.has(row)) store.insert(row)
  return refused
}

/** The rows that find one of these values taken, by the store or by a row before them. */
function claim(rows: readonly Row[], store: Store, concerns: (key: string) => boolean): Set<Row> {
  const taken = new Set<string>()
  const refused = new Set<Row>()
  for (const row of rows) {
    for (const key of uniqueKeys(row).filter(concerns)) {
      if (taken.has(key) || store.conflicts([key])) refused.add(row)
      taken.add(key)
    }
  }
  return refused
}
