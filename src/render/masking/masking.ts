import { canonicalJson, isJsonObject, type Json } from '../../model/json.ts'
import { pseudonymOf } from '../../model/pseudonym.ts'

/**
 * `--mask`: makes the pseudonyms for output that others may read. Equal texts of one kind get equal pseudonyms under the same
 * privacy key, across plans, reports, logs and runs.
 */
export interface Masking {
  key(key: string): string
  id(id: string): string
  /** A file of the folder; callers may keep the line number. */
  file(path: string): string
  /** A pointer segment that no schema declares as a field name. */
  name(segment: string): string
  address(address: string): string
  /** Masks each element of a list, so that an added one is visible. Keeps `null` and empty values, which reveal nothing. */
  value(value: Json): Json
}

/** Replaces free text, for which a pseudonym would be of no use. */
export const masked = '(masked)'

export function createMasking(privacyKey: Uint8Array): Masking {
  const of = (kind: string, text: string): string => `${kind}-${pseudonymOf(privacyKey, kind, text)}`
  const value = (given: Json): Json => {
    if (Array.isArray(given)) return given.map(value)
    if (given === null || (isJsonObject(given) && Object.keys(given).length === 0)) return given
    return of('value', canonicalJson(given))
  }
  return {
    key: (key) => of('key', key),
    id: (id) => of('id', id),
    file: (path) => of('file', path),
    name: (segment) => of('name', segment),
    address: (address) => of('address', address),
    value,
  }
}
