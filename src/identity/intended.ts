import { addressOfLeaf } from '../model/address-leaf.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import {
  copyOf,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPointer,
  nodesAbove,
  parsePointer,
  setMember,
  valueAt,
} from '../model/json.ts'
import { present, withMembers } from '../model/present.ts'
import { isObjectLeaf } from './compare.ts'
import type { Edit } from './edit.ts'
import { documentOf, markMember } from './live-document.ts'

/** An empty identity, the starting point for a creation. */
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
 * The live identity after the edits: managed leaves set or removed, the mark written (`undefined`: removed), everything else
 * unchanged. Addresses and identifiers stay as they are, because Kratos derives them.
 */
export function intendedOf(live: LiveIdentity, edits: readonly Edit[], mark: Mark | undefined): LiveIdentity {
  const document = copyOf(documentOf(live))
  const leaves = edits.filter(({ path }) => addressOfLeaf(path) === undefined)
  // Removals first, so that a leaf can become an object, and an object `{}`.
  removeLeaves(
    document,
    leaves.flatMap(({ path, after }) => (after === undefined ? [path] : [])),
  )
  for (const edit of leaves) if (edit.after !== undefined) setLeaf(document, edit.path, edit.after)
  writeMark(document, mark)
  const { external_id: _external, organization_id: _organization, ...rest } = live
  return withMembers(rest, {
    schema_id: document['schema_id'] as string,
    state: document['state'] as LiveIdentity['state'],
    ...present({
      external_id: (document['external_id'] as string | null) ?? undefined,
      organization_id: (document['organization_id'] as string | null) ?? undefined,
    }),
    traits: document['traits'] as JsonObject,
    metadata_public: document['metadata_public'] as Json,
    metadata_admin: document['metadata_admin'] as Json,
    mark: mark === undefined ? ({ kind: 'none' } as const) : ({ kind: 'mark', mark } as const),
  })
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

/** Sets a leaf and creates the objects above it. Replaces a parent that is not an object; `{}` leaves an existing object as is. */
function setLeaf(document: JsonObject, path: string, value: Json): void {
  const segments = parsePointer(path)
  const last = segments.pop() as string
  let parent = document
  for (const segment of segments) {
    const child = Object.hasOwn(parent, segment) ? parent[segment] : undefined
    parent = isJsonObject(child) ? child : put(parent, segment, {})
  }
  if (isObjectLeaf(value) && isJsonObject(parent[last])) return
  put(parent, last, copyOf(value))
}

function put<T extends Json>(parent: JsonObject, name: string, value: T): T {
  setMember(parent, name, value)
  return value
}

/** Removes leaves, and objects above them that become empty. Roots stay: traits as `{}`, the others as `null`. */
function removeLeaves(document: JsonObject, paths: readonly JsonPointer[]): void {
  const parents = new Set<JsonPointer>()
  for (const path of paths) {
    const [parent] = nodesAbove(path)
    if (parent === undefined) {
      const root = path.slice(1)
      document[root] = root === 'metadata_admin' ? keepMark(document[root]) : null
    } else if (removeMember(document, parent, path)) {
      parents.add(parent)
    }
  }
  // Check each object once, after all removals, and the deepest first: it may be the last member of its parent.
  const byDepth: Set<JsonPointer>[] = []
  const visit = (node: JsonPointer) => {
    const depth = node.split('/').length
    byDepth[depth] = (byDepth[depth] ?? new Set()).add(node)
  }
  for (const parent of parents) visit(parent)
  for (let depth = byDepth.length - 1; depth > 1; depth--) {
    for (const node of byDepth[depth] ?? []) {
      const value = valueAt(document, node)
      if (!isJsonObject(value) || Object.keys(value).length > 0) continue
      const [parent] = nodesAbove(node)
      if (parent !== undefined) {
        removeMember(document, parent, node)
        visit(parent)
      } else if (node !== '/traits') document[node.slice(1)] = null
    }
  }
}

/** Removes a member; `false` when the parent is not an object. */
function removeMember(document: JsonObject, parent: JsonPointer, path: JsonPointer): boolean {
  const object = valueAt(document, parent)
  if (!isJsonObject(object)) return false
  delete object[parsePointer(path).at(-1) as string]
  return true
}

function keepMark(metadataAdmin: Json | undefined): Json {
  if (!isJsonObject(metadataAdmin) || !Object.hasOwn(metadataAdmin, markMember)) return null
  return { [markMember]: metadataAdmin[markMember] as Json }
}
