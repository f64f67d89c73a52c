import { notUnique } from '../errors.ts'
import { type Row, uniqueKeys } from '../identity/model.ts'
import { checkIdentifiers, insert } from '../identity/write.ts'
import type { Kratos } from '../kratos.ts'
import type { Store } from '../store.ts'

/**
 * Inserts all rows that conflict with nothing, unless the profile forbids it, and gives back the others. Kratos writes table by table, skips
 * what conflicts, and removes the identities of skipped rows at the end; so an item that fails on one of its values still
 * takes its other values from later items (API reference §8.3). It only skips where it writes several: a row that is left
 * alone, at the start or behind the conflicts of external ids, fails the whole request by its conflict (API reference
 * §8.2). Throws the 409 of that, and the 500 of a blank identifier.
 */
export function insertPartially(rows: readonly Row[], kratos: Kratos): ReadonlySet<Row> {
  const { store, profile } = kratos
  const isExternal = (key: string): boolean => key.startsWith('external ')
  const withoutIdentity = rows.length > 1 ? claim(rows, store, isExternal) : new Set<Row>()
  const written = rows.filter((row) => !withoutIdentity.has(row))
  const [first] = written
  if (written.length === 1 && first !== undefined) {
    if (!insert(first, kratos)) throw notUnique()
    return withoutIdentity
  }
  for (const row of written) checkIdentifiers(row)
  const refused = new Set([...withoutIdentity, ...claim(written, store, (key) => !isExternal(key))])
  if (refused.size > 0 && profile.batch.onConflict === 'stores-nothing') return refused
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
