import type { ManagedField } from '../../model/identity.ts'
import { escapeSegment, type JsonPointer } from '../../model/json.ts'
import type { OwnershipMode } from '../../model/ownership.ts'
import type { UnseenInText } from '../../model/unseen.ts'
import { type Located, type LocatedMap, someNode, toJson } from '../../source/located.ts'

const singleFields = ['schema_id', 'state', 'external_id']
const treeFields = ['traits', 'metadata_public', 'metadata_admin']

/**
 * The nodes of the managed leaves of a checked document, in its order: maps by leaf; lists, scalars, `null` and `{}` as
 * a whole. Fields that are not sound (they were reported) and `metadata_admin.idctl` are left out.
 */
export function leavesOf(document: LocatedMap, isSound: (key: string) => boolean): Map<JsonPointer, Located> {
  const leaves = new Map<JsonPointer, Located>()
  for (const [key, { value }] of document.members) {
    if (!isSound(key)) continue
    if (key === 'organization_id') leaves.set('/organization_id', lowerCased(value))
    else if (singleFields.includes(key)) leaves.set(below(root, key).pointer, value)
    else if (treeFields.includes(key)) collect(value, below(root, key), leaves)
  }
  return leaves
}

/** The leaves of a value as if it were the trait of this name. */
export function traitLeaves(key: string, value: Located): Map<JsonPointer, Located> {
  const leaves = new Map<JsonPointer, Located>()
  collect(value, below(below(root, 'traits'), key), leaves)
  return leaves
}

/** Kratos answers in lower case: otherwise every plan would show a difference. */
function lowerCased(node: Located): Located {
  return node.kind === 'scalar' && typeof node.value === 'string' ? { ...node, value: node.value.toLowerCase() } : node
}

function collect(node: Located, path: PathNode, leaves: Map<JsonPointer, Located>): void {
  if (node.kind !== 'map' || node.members.size === 0) {
    leaves.set(path.pointer, node)
    return
  }
  for (const [key, { value }] of node.members) {
    const inner = below(path, key)
    if (inner.pointer !== '/metadata_admin/idctl') collect(value, inner, leaves)
  }
}

/** A node of the paths that documents have: everybody's are the same few, so each pointer is made only once. */
interface PathNode {
  readonly pointer: JsonPointer
  readonly below: Map<string, PathNode>
}

const root: PathNode = { pointer: '', below: new Map() }
let roomForPaths = 1000

function below(path: PathNode, key: string): PathNode {
  const known = path.below.get(key)
  if (known !== undefined) return known
  const made = { pointer: `${path.pointer}/${escapeSegment(key)}`, below: new Map() }
  if (roomForPaths > 0) path.below.set(key, made)
  roomForPaths -= 1
  return made
}

/** A leaf with its mode; `merge` of an absent value is `enforce`. */
export function managedField(node: Located, given: OwnershipMode): ManagedField {
  const value = toJson(node)
  const mode = given === 'merge' && value === null ? 'enforce' : given
  const field = { value, mode }
  if (node.kind === 'scalar' && node.unseen === undefined && node.fromReference !== true) return field
  const unseen = unseenIn(node)
  const found = Object.keys(unseen).length > 0 && { unseen }
  const isReferenced = someNode(node, (inner) => inner.kind === 'scalar' && inner.fromReference === true)
  if (!found && !isReferenced) return field
  return { ...field, ...found, ...(isReferenced && { reference: referenceText(node) }) }
}

function unseenIn(node: Located, at: JsonPointer = '', found: Record<JsonPointer, UnseenInText> = {}) {
  if (node.kind === 'scalar' && node.unseen !== undefined) found[at] = node.unseen
  if (node.kind === 'list') for (const [index, item] of node.items.entries()) unseenIn(item, `${at}/${index}`, found)
  if (node.kind === 'map') {
    for (const [key, { value }] of node.members) unseenIn(value, `${at}/${escapeSegment(key)}`, found)
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
