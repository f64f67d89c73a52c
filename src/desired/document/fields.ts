import type { SourceLocation } from '../../model/diagnostic.ts'
import type { ManagedField } from '../../model/identity.ts'
import { escapeSegment, type JsonPointer } from '../../model/json.ts'
import type { OwnershipMode } from '../../model/ownership.ts'
import type { UnseenInText } from '../../model/unseen.ts'
import { type Located, type LocatedMap, someNode, toJson } from '../../source/located.ts'
import type { DocumentShape } from './document.ts'

/** One leaf of a document, without its ownership mode. */
export type Leaf = Omit<ManagedField, 'mode'> & { readonly kind: Located['kind'] }

const singleFields = ['schema_id', 'state', 'external_id']
const treeFields = ['traits', 'metadata_public', 'metadata_admin']

/**
 * The managed leaves of a checked document, in its order: maps by leaf; lists, scalars, `null` and `{}` as a whole.
 * Fields that are not in `shape` (they were reported) and `metadata_admin.idctl` are left out.
 */
export function leavesOf(document: LocatedMap, shape: DocumentShape): Map<JsonPointer, Leaf> {
  const leaves = new Map<JsonPointer, Leaf>()
  for (const [key, { value }] of document.members) {
    if (!Object.hasOwn(shape, key)) continue
    if (key === 'organization_id') leaves.set('/organization_id', lowerCased(leafOf(value)))
    else if (singleFields.includes(key)) leaves.set(`/${key}`, leafOf(value))
    else if (treeFields.includes(key)) collect(value, `/${key}`, leaves)
  }
  return leaves
}

/** The leaves of a value as if it were the trait of this name. */
export function traitLeaves(key: string, value: Located): Map<JsonPointer, Leaf> {
  const leaves = new Map<JsonPointer, Leaf>()
  collect(value, `/traits/${escapeSegment(key)}`, leaves)
  return leaves
}

/** Kratos answers in lower case: otherwise every plan would show a difference. */
function lowerCased(leaf: Leaf): Leaf {
  return typeof leaf.value === 'string' ? { ...leaf, value: leaf.value.toLowerCase() } : leaf
}

function collect(node: Located, pointer: JsonPointer, leaves: Map<JsonPointer, Leaf>): void {
  if (node.kind !== 'map' || node.members.size === 0) {
    leaves.set(pointer, leafOf(node))
    return
  }
  for (const [key, member] of node.members) {
    const below = `${pointer}/${escapeSegment(key)}`
    if (below !== '/metadata_admin/idctl') collect(member.value, below, leaves)
  }
}

function leafOf(node: Located): Leaf {
  const places = node.kind === 'list' ? { places: placesIn(node) } : {}
  const unseen = unseenIn(node)
  const found = Object.keys(unseen).length > 0 && { unseen }
  const leaf = { kind: node.kind, value: toJson(node), at: node.at, ...places, ...found }
  const isReferenced = someNode(node, (inner) => inner.kind === 'scalar' && inner.fromReference === true)
  return isReferenced ? { ...leaf, reference: referenceText(node) } : leaf
}

function placesIn(node: Located, below: JsonPointer = '', places: Record<JsonPointer, SourceLocation> = {}) {
  if (below !== '') places[below] = node.at
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) placesIn(item, `${below}/${index}`, places)
  if (node.kind === 'map') {
    for (const [key, { value }] of node.members) placesIn(value, `${below}/${escapeSegment(key)}`, places)
  }
  return places
}

function unseenIn(node: Located, below: JsonPointer = '', found: Record<JsonPointer, UnseenInText> = {}) {
  if (node.kind === 'scalar' && node.unseen !== undefined) found[below] = node.unseen
  if (node.kind === 'list') for (const [index, item] of node.items.entries()) unseenIn(item, `${below}/${index}`, found)
  if (node.kind === 'map') {
    for (const [key, { value }] of node.members) unseenIn(value, `${below}/${escapeSegment(key)}`, found)
  }
  return found
}

/**
 * The text from which apply reads the value again. A list is compared as a whole, so its text is the whole list as
 * written, inside `${json:…}`. No document can write that form, because documents know only `env` and `file`.
 */
function referenceText(node: Located): string {
  if (node.kind === 'scalar') return node.written ?? ''
  return `\${json:${JSON.stringify(toJson(asWritten(node)))}}`
}

function asWritten(node: Located): Located {
  switch (node.kind) {
    case 'broken':
      return node
    case 'scalar':
      return { kind: 'scalar', value: node.written ?? node.value, at: node.at }
    case 'list':
      return { ...node, items: node.items.map(asWritten) }
    case 'map': {
      const members = [...node.members].map(([key, { at, value }]) => [key, { at, value: asWritten(value) }] as const)
      return { ...node, members: new Map(members) }
    }
  }
}

/** A leaf with its mode; `merge` of an absent value is `enforce`. */
export function managedField({ kind: _, ...leaf }: Leaf, mode: OwnershipMode): ManagedField {
  return { ...leaf, mode: mode === 'merge' && leaf.value === null ? 'enforce' : mode }
}
