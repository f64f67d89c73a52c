import jsonPatch from 'fast-json-patch'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { identifierTypes } from '../model/credential-types.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import {
  canonicalJson,
  isJsonObject,
  type Json,
  type JsonObject,
  type PatchOperation,
  setMember,
} from '../model/json.ts'
import { derivesAnew } from './derives-anew.ts'
import type { Edit } from './edit.ts'
import { intendedOf } from './intended.ts'
import { documentOf, markMember, markPath } from './live-document.ts'
import { verifiedOperations } from './verified-addresses.ts'

/**
 * The JSON Patch from a fresh read to the same document with the edited leaves; `[]` when nothing differs. It replaces arrays
 * whole (Kratos compares by index: trap 32), adds missing parents as one object at the highest missing ancestor (trap 45), and
 * clears top-level members with `null` (trap 31). When the last trait that yields an identifier goes, it also empties the
 * identifiers of the credential, which would otherwise still sign in (trap 24).
 */
export function patchFor(
  live: LiveIdentity,
  edits: readonly Edit[],
  mark: Mark | undefined,
  options: { readonly schema: IdentitySchema | undefined },
): PatchOperation[] {
  const intended = intendedOf(live, edits, mark)
  const before = opaqueDocument(documentOf(live))
  const after = opaqueDocument(documentOf(intended))
  const operations = jsonPatch.compare(before, after).map((operation): PatchOperation => {
    if (operation.op === 'remove') return { op: 'remove', path: operation.path }
    if (operation.op !== 'add' && operation.op !== 'replace') throw new TypeError(`unexpected ${operation.op}`)
    return { op: operation.op, path: operation.path, value: plainArrays(operation.value as Json) }
  })
  return [
    ...operations.flatMap(guardedByMark),
    ...staleIdentifierOperations(live, intended, options.schema),
    ...verifiedOperations(live, intended, edits, options.schema),
  ]
}

/**
 * Replaces a mark by `remove` and `add`: if somebody has removed the mark since the read, Kratos refuses the whole patch (API
 * reference §7.3) and writes nothing. This is not atomic, but Kratos offers nothing better.
 */
function guardedByMark(operation: PatchOperation): PatchOperation[] {
  if (operation.op !== 'replace' || operation.path !== markPath) return [operation]
  return [
    { op: 'remove', path: markPath },
    { ...operation, op: 'add' },
  ]
}

/** Credential types of `live` that keep identifiers although no trait of `intended` yields any (API reference §6.4). */
function staleIdentifierTypes(
  live: LiveIdentity,
  intended: LiveIdentity,
  schema: IdentitySchema | undefined,
): string[] {
  if (schema === undefined) return []
  const yielded = new Set<string>(schema.derive(intended.traits).identifiers.map((identifier) => identifier.type))
  return identifierTypes.filter((type) => (live.credentials?.[type]?.length ?? 0) > 0 && !yielded.has(type))
}

function staleIdentifierOperations(
  live: LiveIdentity,
  intended: LiveIdentity,
  schema: IdentitySchema | undefined,
): PatchOperation[] {
  if (!derivesAnew(live, intended)) return []
  return staleIdentifierTypes(live, intended, schema).map((type) => ({
    op: 'replace',
    path: `/credentials/${type}/identifiers`,
    value: [],
  }))
}

// fast-json-patch descends into arrays, so each array is encoded as a text that no other value encodes to, and becomes a
// leaf. An object under an empty name is encoded too: from v25.4 on Kratos reads an empty segment as the whole document and
// finds nothing below it, so the object must be written whole.
const arrayPrefix = '\u0000array:'
const stringPrefix = '\u0000text:'

/** The mark is one leaf, too: patching a part of it could leave an unreadable mark if somebody removed the rest meanwhile. */
function opaqueDocument(document: JsonObject): JsonObject {
  const admin = document['metadata_admin']
  if (!isJsonObject(admin) || !Object.hasOwn(admin, markMember)) return opaqueMembers(document)
  const mark = `${arrayPrefix}${canonicalJson(admin[markMember] as Json)}`
  const opaque = opaqueMembers({ ...document, metadata_admin: null })
  return { ...opaque, metadata_admin: { ...opaqueMembers({ ...admin, [markMember]: null }), [markMember]: mark } }
}

function opaqueArrays(value: Json): Json {
  if (Array.isArray(value)) return `${arrayPrefix}${canonicalJson(value)}`
  if (typeof value === 'string' && value.startsWith('\u0000')) return `${stringPrefix}${value}`
  return isJsonObject(value) ? opaqueMembers(value) : value
}

function opaqueMembers(object: JsonObject): JsonObject {
  const opaque: JsonObject = {}
  for (const [name, member] of Object.entries(object)) {
    const isWhole = name === '' && isJsonObject(member)
    setMember(opaque, name, isWhole ? `${arrayPrefix}${canonicalJson(member)}` : opaqueArrays(member))
  }
  return opaque
}

function plainArrays(value: Json): Json {
  if (typeof value === 'string') {
    if (value.startsWith(arrayPrefix)) return JSON.parse(value.slice(arrayPrefix.length)) as Json
    return value.startsWith(stringPrefix) ? value.slice(stringPrefix.length) : value
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainArrays(member)]))
}
