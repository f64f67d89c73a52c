import { canonicalJson, isJsonObject, type Json } from '../../model/json.ts'
import { pseudonymOf } from '../../model/pseudonym.ts'

/**
 * `--mask`: what stands for people in an output that others may read. Equal texts of one kind have equal
 * pseudonyms wherever the same privacy key is used: in plans, reports, logs, and from run to run.
 */
export interface Masking {
  key(key: string): string
  id(id: string): string
  /** Of the folder's files; the line number may stay beside it. */
  file(path: string): string
  /** One segment of a pointer that nobody declared as the name of a field. */
  name(segment: string): string
  address(address: string): string
  /** A list stays one, so that an added element shows; `null` ("must be absent") and what is empty say nothing. */
  value(value: Json): Json
}

/** Stands where even a pseudonym would be pointless: free text, which may hold anything. */
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
