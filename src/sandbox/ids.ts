import { randomUUID } from 'node:crypto'

/** Makes the UUIDs of identities, addresses, sessions and flows. */
export type IdSource = () => string

export function randomIds(): IdSource {
  return () => randomUUID()
}

/**
 * Ids that ascend in order of creation, so that lists have that order: `00000001-0000-4000-8000-000000000000`.
 * `after` = the highest existing id.
 */
export function ascendingIds(after: string | undefined): IdSource {
  let last = after === undefined ? 0 : Number.parseInt(after.slice(0, 8), 16)
  return () => {
    last++
    return `${last.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
  }
}
