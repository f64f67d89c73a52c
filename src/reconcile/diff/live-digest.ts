import { leafDigest } from '../../identity/compare.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import { linkDigest } from '../../identity/marked-credentials.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { linkedCredentialTypes } from '../../model/credential-types.ts'
import { digestOf } from '../../model/digest.ts'
import type { LiveDigest } from '../../model/drift.ts'
import { canonicalJson, type Json, type JsonPointer, parsePointer } from '../../model/json.ts'
import { linkIdentifier } from '../../model/links.ts'
import { pseudonymOf } from '../../model/pseudonym.ts'
import type { BothPair } from '../match/match.ts'

/**
 * A digest of the live value of a drifted leaf. Only digests of one leaf of one identity can be compared: they are equal if the comparison
 * with the file treats the values as equal.
 *
 * @param salt the salt in the mark
 */
export function liveDigestOf(
  pair: BothPair,
  path: JsonPointer,
  schema: IdentitySchema | undefined,
  salt?: string,
): LiveDigest {
  const state = missingElements(pair, path) ?? goneLinks(pair, path) ?? whole(pair, path, schema)
  return keyed(pair.live.id, path, state, salt)
}

/**
 * A digest of a difference of the whole identity. Ids are in many places, the salt only on the server: with a salt, nobody can guess
 * values from a baseline.
 */
export function keyed(id: string, what: string, state: Json, salt?: string): LiveDigest {
  const key = salt === undefined ? id : `${id} ${salt}`
  return pseudonymOf(new TextEncoder().encode(key), 'live', canonicalJson([what, state]))
}

function whole({ live }: BothPair, path: JsonPointer, schema: IdentitySchema | undefined): Json {
  return leafDigest(schema, path, liveLeaf(live, path))
}

/** The missing elements of a `merge` array: only those that idctl put there can drift. */
function missingElements({ desired, live, mark }: BothPair, path: JsonPointer): Json | undefined {
  const applied = mark?.fields[path]
  const current = liveLeaf(live, path) ?? []
  if (desired.fields[path]?.mode !== 'merge' || typeof applied !== 'object' || !Array.isArray(current)) return undefined
  const present = new Set(current.map(digestOf))
  return applied.filter((digest) => !present.has(digest)).sort()
}

/** The links to one provider that idctl made and that are gone. */
function goneLinks({ desired, live, mark }: BothPair, path: JsonPointer): Json | undefined {
  const [root, name, provider] = parsePointer(path)
  const type = linkedCredentialTypes.find((known) => known === name)
  if (root !== 'credentials' || type === undefined) return undefined
  const present = new Set((live.credentials?.[type] ?? []).map(linkDigest))
  const ours = new Set(mark?.credentials?.[type] ?? [])
  return (desired.credentials?.[type]?.providers ?? [])
    .filter((link) => link.provider === provider)
    .map((link) => linkDigest(linkIdentifier(link)))
    .filter((digest) => ours.has(digest) && !present.has(digest))
    .sort()
}
