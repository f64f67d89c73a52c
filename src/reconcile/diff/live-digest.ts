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
 * Stands for what live holds at a drifted leaf. Two equal values of one leaf of one identity have the same one; nothing else
 * can be compared. Equal is what the comparison with the file takes for equal.
 *
 * @param salt of the mark
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
 * The same for something about an identity as a whole. An id stands in many places, the salt only on the server: with it nobody
 * tries values from a baseline.
 */
export function keyed(id: string, what: string, state: Json, salt?: string): LiveDigest {
  const key = salt === undefined ? id : `${id} ${salt}`
  return pseudonymOf(new TextEncoder().encode(key), 'live', canonicalJson([what, state]))
}

function whole({ live }: BothPair, path: JsonPointer, schema: IdentitySchema | undefined): Json {
  return leafDigest(schema, path, liveLeaf(live, path))
}

/** Of a `merge` array only our elements can drift: what others add says nothing. */
function missingElements({ desired, live, mark }: BothPair, path: JsonPointer): Json | undefined {
  const applied = mark?.fields[path]
  const current = liveLeaf(live, path) ?? []
  if (desired.fields[path]?.mode !== 'merge' || typeof applied !== 'object' || !Array.isArray(current)) return undefined
  const present = new Set(current.map(digestOf))
  return applied.filter((digest) => !present.has(digest)).sort()
}

/** Of links to one provider, those that idctl made and that are gone. */
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
