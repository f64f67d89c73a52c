import type { Digest } from './digest.ts'
import type { Mark } from './identity.ts'
import type { JsonPointer } from './json.ts'
import { type DigestKey, type DigestKeys, isSealed, openDigest, sealDigest } from './sealed-digest.ts'

/** Digests of a leaf whose key is not here: what was applied there is not known. */
export function unopenedIn(applied: Mark['fields'][string] | undefined): readonly Digest[] {
  return [applied ?? []].flat().filter(isSealed)
}

/** The mark as it goes to the server: digests of these leaves under the key. */
export function sealMark(mark: Mark, key: DigestKey, isKeyed: (path: JsonPointer, mark: Mark) => boolean): Mark {
  return withDigests(mark, (path, digest) =>
    isKeyed(path, mark) ? sealDigest(key, placeOf(mark, path), digest) : digest,
  )
}

/** The mark with all digests that keys can open, as if they had never been sealed; the same one where none is sealed. */
export function openMark(mark: Mark, keys: DigestKeys): Mark {
  if (!Object.values(mark.fields).some((digests) => unopenedIn(digests).length > 0)) return mark
  return withDigests(mark, (path, digest) => openDigest(keys, placeOf(mark, path), digest))
}

/** Of two people with one value nobody sees that it is one. */
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
