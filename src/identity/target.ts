import { addressOfLeaf } from '../model/address-leaf.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { isJsonObject, type Json, type JsonObject, parsePointer } from '../model/json.ts'
import type { Edit } from './base.ts'
import { isObjectLeaf } from './compare.ts'
import { documentOf, markMember } from './live-document.ts'

/** What Kratos would hold before anything of a document is written. */
export const nothing: LiveIdentity = {
  id: '',
  schema_id: '',
  state: 'active',
  traits: {},
  metadata_public: null,
  metadata_admin: null,
  mark: { kind: 'none' },
  verifiable_addresses: [],
  recovery_addresses: [],
  updated_at: '',
}

/**
 * The live identity as it should be after the edits: managed leaves set or removed, the mark written (`undefined`:
 * removed), everything else as it was. Addresses and identifiers are left as they are: Kratos derives them.
 */
export function targetOf(live: LiveIdentity, edits: readonly Edit[], mark: Mark | undefined): LiveIdentity {
  const document = structuredClone(documentOf(live))
  const leaves = edits.filter(({ path }) => addressOfLeaf(path) === undefined)
  // Removals first: a leaf may make room for an object, or an object for `{}`.
  for (const edit of leaves) if (edit.after === undefined) removeLeaf(document, edit.path)
  for (const edit of leaves) if (edit.after !== undefined) setLeaf(document, edit.path, edit.after)
  writeMark(document, mark)
  const { external_id: _external, organization_id: _organization, ...rest } = live
  return {
    ...rest,
    schema_id: document['schema_id'] as string,
    state: document['state'] as LiveIdentity['state'],
    ...(document['external_id'] === null ? {} : { external_id: document['external_id'] as string }),
    ...(document['organization_id'] === null ? {} : { organization_id: document['organization_id'] as string }),
    traits: document['traits'] as JsonObject,
    metadata_public: document['metadata_public'] as Json,
    metadata_admin: document['metadata_admin'] as Json,
    mark: mark === undefined ? { kind: 'none' } : { kind: 'mark', mark },
  }
}

function writeMark(document: JsonObject, mark: Mark | undefined): void {
  const admin = document['metadata_admin']
  if (mark !== undefined) {
    const neighbours = isJsonObject(admin) ? admin : {}
    document['metadata_admin'] = { ...neighbours, [markMember]: mark as unknown as Json }
  } else if (isJsonObject(admin)) {
    delete admin[markMember]
    if (Object.keys(admin).length === 0) document['metadata_admin'] = null
  }
}

/** Sets a leaf, making the objects above it; a parent of another type is replaced, an existing object satisfies `{}`. */
function setLeaf(document: JsonObject, path: string, value: Json): void {
  const segments = parsePointer(path)
  const last = segments.pop() as string
  let parent = document
  for (const segment of segments) {
    const child = Object.hasOwn(parent, segment) ? parent[segment] : undefined
    parent = isJsonObject(child) ? child : put(parent, segment, {})
  }
  if (isObjectLeaf(value) && isJsonObject(parent[last])) return
  put(parent, last, structuredClone(value))
}

function put<T extends Json>(parent: JsonObject, name: string, value: T): T {
  Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true })
  return value
}

/** Removes a leaf, and the objects above it that it leaves empty. Roots stay: traits as `{}`, the others as `null`. */
function removeLeaf(document: JsonObject, path: string): void {
  const segments = parsePointer(path)
  if (segments.length === 1) {
    document[segments[0] as string] = path === '/metadata_admin' ? keepMark(document['metadata_admin']) : null
    return
  }
  const parents: JsonObject[] = [document]
  for (const segment of segments.slice(0, -1)) {
    const child = parents.at(-1)?.[segment]
    if (!isJsonObject(child)) return
    parents.push(child)
  }
  for (let depth = segments.length - 1; depth > 0; depth--) {
    const parent = parents[depth] as JsonObject
    delete parent[segments[depth] as string]
    if (Object.keys(parent).length > 0) return
  }
  if (segments[0] !== 'traits') document[segments[0] as string] = null
}

function keepMark(metadataAdmin: Json | undefined): Json {
  if (!isJsonObject(metadataAdmin) || !Object.hasOwn(metadataAdmin, markMember)) return null
  return { [markMember]: metadataAdmin[markMember] as Json }
}
