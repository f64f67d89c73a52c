import { findAddress } from '../identity-schema/address.ts'
import { addressOfLeaf } from '../model/address-leaf.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import {
  formatPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  parsePointer,
  segmentsOf,
  valueBelow,
} from '../model/json.ts'

/** Name of the mark's member in `metadata_admin`. */
export const markMember = 'idctl'
export const markPath = `/metadata_admin/${markMember}`

/**
 * The members of a live identity that documents can manage, as one JSON document. Unset members are `null`, which is also how
 * a patch clears them (API reference §7.3, trap 31). `metadata_admin` still contains the mark.
 */
export function documentOf(live: LiveIdentity): JsonObject {
  return {
    schema_id: live.schema_id,
    state: live.state,
    external_id: live.external_id ?? null,
    organization_id: live.organization_id ?? null,
    traits: live.traits,
    metadata_public: live.metadata_public,
    metadata_admin: live.metadata_admin,
  }
}

/**
 * The value at a managed leaf, or `undefined`. `null` as a top-level member means absent. The mark is left out, so that
 * `metadata_admin: null` means "no keys except the mark".
 */
export function liveLeaf(live: LiveIdentity, path: JsonPointer): Json | undefined {
  const address = addressOfLeaf(path)
  if (address !== undefined) return findAddress(live.verifiable_addresses, address)?.verified
  if (path === '/metadata_admin') return emptyAsAbsent(withoutMark(live.metadata_admin))
  const value = liveValue(live, path)
  return value === null && path.indexOf('/', 1) === -1 ? undefined : value
}

/** The value below `path`, a member or deeper, in `documentOf(live)`. Does not make that document: every leaf of everybody is read. */
export function liveValue(live: LiveIdentity, path: JsonPointer): Json | undefined {
  const segments = segmentsOf(path)
  const member = memberOf(live, segments[0] ?? '')
  return member === undefined ? undefined : valueBelow(member, segments, 1)
}

function memberOf(live: LiveIdentity, name: string): Json | undefined {
  switch (name) {
    case 'schema_id':
    case 'state':
    case 'traits':
    case 'metadata_public':
    case 'metadata_admin':
      return live[name]
    case 'external_id':
    case 'organization_id':
      return live[name] ?? null
    default:
      return undefined
  }
}

/** A live non-object that an object must replace before the leaf below it can be written. */
export interface NodeInTheWay {
  readonly path: JsonPointer
  readonly value: Json
}

/** The non-object above a leaf that writing the leaf replaces; `undefined` when every ancestor is an object or missing. */
export function nodeInTheWay(live: LiveIdentity, path: JsonPointer): NodeInTheWay | undefined {
  if (addressOfLeaf(path) !== undefined) return undefined
  const segments = parsePointer(path)
  let parent = documentOf(live)
  for (const [index, segment] of segments.slice(0, -1).entries()) {
    const value = Object.hasOwn(parent, segment) ? parent[segment] : undefined
    if (value === undefined || (value === null && index === 0)) return undefined
    if (!isJsonObject(value)) return { path: formatPointer(segments.slice(0, index + 1)), value }
    parent = value
  }
  return undefined
}

/** `metadata_admin` without the mark. */
function withoutMark(metadataAdmin: Json): Json {
  if (!isJsonObject(metadataAdmin)) return metadataAdmin
  return Object.fromEntries(Object.entries(metadataAdmin).filter(([name]) => name !== markMember))
}

function emptyAsAbsent(value: Json): Json | undefined {
  return value === null || (isJsonObject(value) && Object.keys(value).length === 0) ? undefined : value
}

/** The mark on this identity if it is this workspace's. */
export function ownMark(live: LiveIdentity, workspace: string): Mark | undefined {
  return live.mark.kind === 'mark' && live.mark.mark.workspace === workspace ? live.mark.mark : undefined
}
