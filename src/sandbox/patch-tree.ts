import { NumberText } from '../go/json-number.ts'
import { goQuote } from '../go/print.ts'
import { Panic } from './errors.ts'
import { parseInteger } from './go/query.ts'
import { isJsonObject, type Json } from './json.ts'
import type { PatchDialect } from './profile.ts'
import { jsonType } from './schema/json-type.ts'

/**
 * The document while a patch runs. Kratos' patch library opens only the values on the way to a path, and treats a `null` in an
 * opened container differently from one that an operation added. Both are visible in its answers, so the tree imitates them.
 */

/** A raw value, with its opened form once a path has led into it. A `null` that was in a container has no node. */
export interface PatchNode {
  readonly raw: Json
  opened?: Container
}

export type Container = ObjectContainer | ArrayContainer

export interface ObjectContainer {
  readonly kind: 'object'
  readonly dialect: PatchDialect
  /** Absent when a patch has set the whole document to `null`. */
  readonly members?: Map<string, PatchNode | null>
  /** The value of the empty segment: the document before it was opened. */
  readonly self?: PatchNode
}

export interface ArrayContainer {
  readonly kind: 'array'
  readonly dialect: PatchDialect
  readonly items: (PatchNode | null)[]
  readonly self?: PatchNode
}

/** A patch that cannot be applied; the message is the server's text. */
export class PatchFailure extends Error {
  override readonly name = 'PatchFailure'
}

export const invalidState = 'invalid state detected'
const expectedObject = 'invalid value, expected object'

/** Opens a whole document. Unlike an inner container, it contains itself under the empty segment. */
export function openRoot(raw: Json, dialect: PatchDialect): Container {
  const self: PatchNode = { raw }
  if (Array.isArray(raw)) return { kind: 'array', dialect, items: raw.map(nodeOf), self }
  if (raw === null) return { kind: 'object', dialect, self }
  return { kind: 'object', dialect, members: openMembers(raw, dialect), self }
}

/** @throws {PatchFailure} for a scalar; that or `Panic` (by dialect) for a `null` that an operation added */
export function openNode(node: PatchNode, dialect: PatchDialect): Container {
  node.opened ??= Array.isArray(node.raw)
    ? { kind: 'array', dialect, items: node.raw.map(nodeOf) }
    : { kind: 'object', dialect, members: openMembers(node.raw, dialect) }
  return node.opened
}

function openMembers(raw: Json, dialect: PatchDialect): Map<string, PatchNode | null> {
  if (isJsonObject(raw) && dialect.readsFloats) refuseHugeNumbers(raw)
  if (isJsonObject(raw)) return new Map(Object.entries(raw).map(([name, value]) => [name, nodeOf(value)]))
  if (raw === null && dialect.nullParent === 'panics') throw new Panic()
  throw new PatchFailure(dialect.scalarParent === 'library-text' ? invalidState : cannotUnmarshal(raw, mapOfNodes))
}

/** The library decodes all members as floats to find their order, and so fails for numbers that are too large. */
function refuseHugeNumbers(opened: Json): void {
  const pending: Json[] = [opened]
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value instanceof NumberText && !Number.isFinite(Number(value.literal))) {
      throw new PatchFailure(`json: cannot unmarshal number ${value.literal} into Go value of type float64`)
    }
    const below = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []
    for (let index = below.length - 1; index >= 0; index--) pending.push(below[index] as Json)
  }
}

/** Go's name for the type that an object is decoded into. */
const mapOfNodes = 'map[string]*jsonpatch.lazyNode'

/** The error of Go's decoder for a value of the wrong type. */
export function cannotUnmarshal(value: Json, type: string): string {
  const name = jsonType(value)
  return `json: cannot unmarshal ${name === 'boolean' ? 'bool' : name} into Go value of type ${type}`
}

function nodeOf(raw: Json): PatchNode | null {
  return raw === null ? null : { raw }
}

/** The child; `null` for a null that was in the document, `undefined` for none. */
export function getChild(container: Container, key: string): PatchNode | null | undefined {
  if (key === '' && container.dialect.patchesRoot) return container.self ?? null
  if (container.kind === 'object') return membersOf(container).get(key)
  const index = parseInteger(key)
  return index.ok ? container.items.at(index.value) : undefined
}

/** Sets a member, or inserts into an array. Throws the library's text without the path. */
export function addChild(container: Container, key: string, node: PatchNode | null): void {
  if (container.kind === 'object') {
    membersOf(container).set(key, node)
    return
  }
  const { items } = container
  if (key === '-') {
    items.push(node)
    return
  }
  const index = parseInteger(key)
  if (!index.ok)
    throw new PatchFailure(`value was not a proper array index: '${key}': ${atoiError(key, index.problem)}`)
  items.splice(indexWithin(index.value, items.length + 1), 0, node)
}

/** Replaces an existing child. */
export function setChild(container: Container, key: string, node: PatchNode | null): void {
  if (container.kind === 'object') membersOf(container).set(key, node)
  else container.items[arrayIndex(key, container.items.length)] = node
}

export function removeChild(container: Container, key: string): void {
  if (container.kind === 'array') {
    container.items.splice(arrayIndex(key, container.items.length), 1)
    return
  }
  if (!membersOf(container).delete(key)) {
    throw new PatchFailure(`unable to remove nonexistent key: ${key}: missing value`)
  }
}

function membersOf(container: ObjectContainer): Map<string, PatchNode | null> {
  if (!container.members) throw new PatchFailure(expectedObject)
  return container.members
}

function arrayIndex(key: string, length: number): number {
  const index = parseInteger(key)
  if (!index.ok) throw new PatchFailure(atoiError(key, index.problem))
  return indexWithin(index.value, length)
}

/** Negative indices count from the end. */
function indexWithin(index: number, length: number): number {
  if (index >= length || index < -length) {
    throw new PatchFailure(`Unable to access invalid index: ${index}: invalid index referenced`)
  }
  return index < 0 ? index + length : index
}

function atoiError(text: string, problem: string): string {
  return `strconv.Atoi: parsing ${goQuote(text)}: ${problem}`
}

/** The patched document. Go's encoder fails if a patch has set the whole document to `null`. */
export function closeRoot(root: Container): Json {
  if (root.kind === 'object' && !root.members) {
    throw new PatchFailure(`json: error calling MarshalJSON for type *jsonpatch.partialDoc: ${expectedObject}`)
  }
  return closeContainer(root)
}

/** The JSON value; unopened parts are shared with the input. Also sets `__proto__` as an ordinary member. */
function closeContainer(container: Container): Json {
  if (container.kind === 'array') return container.items.map(closeNode)
  return Object.fromEntries([...membersOf(container)].map(([name, node]) => [name, closeNode(node)]))
}

function closeNode(node: PatchNode | null): Json {
  return node === null ? null : node.opened ? closeContainer(node.opened) : node.raw
}
