import type { Digest } from './digest.ts'
import type { Mark } from './identity.ts'
import type { JsonPointer } from './json.ts'
import { type DigestKey, type DigestKeys, isSealed, openDigest, sealDigest } from './sealed-digest.ts'

/** Digests of a leaf that are still sealed because their key is missing: what was applied there is unknown. */
export function unopenedIn(applied: Mark['fields'][string] | undefined): readonly Digest[] {
  if (typeof applied === 'string') return isSealed(applied) ? [applied] : []
  return applied?.filter(isSealed) ?? []
}

/** Whether any digest in a mark is still sealed. */
export function isUnopened(fields: Mark['fields']): boolean {
  for (const path in fields) if (unopenedIn(fields[path]).length > 0) return true
  return false
}

/** The mark as it is written to the server: digests of the leaves that `isKeyed` accepts are sealed. */
export function sealMark(mark: Mark, key: DigestKey, isKeyed: (path: JsonPointer, mark: Mark) => boolean): Mark {
  return withDigests(mark, (path, digest) =>
    isKeyed(path, mark) ? sealDigest(key, placeOf(mark, path), digest) : digest,
  )
}

/** The mark with every digest opened that `keys` can open; the same object when none is sealed. */
export function openMark(mark: Mark, keys: DigestKeys): Mark {
  if (!isUnopened(mark.fields)) return mark
  return withDigests(mark, (path, digest) => openDigest(keys, placeOf(mark, path), digest))
}

/** The salt makes equal values of two people give different sealed digests. */
function placeOf({ salt = '' }: Mark, path: JsonPointer): string {
  return `${salt} ${path}`
}

function withDigests(mark: Mark, change: (path: JsonPointer, digest: Digest) => Digest): Mark {
  const fields = Object.entries(mark.fields).map(([path, digests]) => {
    const of = (digest: Digest) => change(path, digest)
    return [path, typeof digests === 'string' ? of(digests) : digests.map(of)] as const
  })
  return { ...mark, fields: Object.fromEntries(fields) }
}
