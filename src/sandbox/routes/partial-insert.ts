import { notUnique } from '../errors.ts'
import { type Row, uniqueKeys } from '../identity/model.ts'
import { checkIdentifiers, insert } from '../identity/write.ts'
import type { Kratos } from '../kratos.ts'
import type { Store } from '../store.ts'

/**
 * Inserts all rows without conflicts, unless the profile forbids it, and returns the others. Kratos writes table by table, skips
 * conflicting rows, and removes their identities at the end. So an item that fails because of one value still blocks later items
 * with its other values (API reference §8.3). Kratos skips only when it writes several rows: the conflict of a single row (the
 * only item, or the only one left after conflicts of external ids) fails the whole request (API reference §8.2). Throws the 409
 * of such a conflict, and the 500 for a blank identifier.
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

/** The rows with a value that is already taken, in the store or by an earlier row. */
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
