import { remembered } from './remembered.ts'

/** JSON values and RFC 6901 pointers. Nothing here knows about identities. */

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

/** RFC 6901: `''` is the whole document, `/traits/email` a leaf, `~0` is `~` and `~1` is `/`. */
export type JsonPointer = string

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function escapeSegment(segment: string): string {
  if (!segment.includes('~') && !segment.includes('/')) return segment
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}

export function formatPointer(segments: readonly string[]): JsonPointer {
  return segments.map((segment) => `/${escapeSegment(segment)}`).join('')
}

export function parsePointer(pointer: JsonPointer): string[] {
  if (pointer === '') return []
  const segments = pointer.slice(1).split('/')
  return pointer.includes('~') ? segments.map(unescapeSegment) : segments
}

function unescapeSegment(segment: string): string {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment
}

/** True when `pointer` is `ancestor` itself or lies below it, by whole segments. */
export function isAtOrBelow(pointer: JsonPointer, ancestor: JsonPointer): boolean {
  if (!pointer.startsWith(ancestor)) return false
  return pointer.length === ancestor.length || pointer[ancestor.length] === '/'
}

/** The ancestors of a pointer, the nearest first, without the root. */
export function nodesAbove(pointer: JsonPointer): JsonPointer[] {
  const nodes: JsonPointer[] = []
  for (let end = pointer.lastIndexOf('/'); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    nodes.push(pointer.slice(0, end))
  }
  return nodes
}

/** The value at `pointer`, or `undefined`. Does not look into arrays (they are leaves) or prototypes. */
export function valueAt(document: Json, pointer: JsonPointer): Json | undefined {
  return valueBelow(document, segmentsOf(pointer), 0)
}

/** The value at the segments from index `from` on, as `valueAt` finds it. */
export function valueBelow(document: Json, segments: readonly string[], from: number): Json | undefined {
  let current: Json | undefined = document
  for (let index = from; index < segments.length; index += 1) {
    const segment = segments[index] as string
    if (!isJsonObject(current) || !Object.hasOwn(current, segment)) return undefined
    current = current[segment]
  }
  return current
}

/** Like `parsePointer`, for pointers of which all people have the same: remembered, and therefore not to be changed. */
export const segmentsOf: (pointer: JsonPointer) => readonly string[] = remembered(parsePointer)

/** JSON equality: key order does not matter, `1.0` equals `1`, `undefined` is only equal to itself. */
export function jsonEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => jsonEqual(item, right[index]))
    )
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && jsonEqual(left[key], right[key]))
  )
}

/** One text per JSON value: keys sorted by code unit, no white space. Equal values give equal texts. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`)
  return `{${members.join(',')}}`
}

/** The same value again, of which nothing is shared. As `structuredClone` does it, in a tenth of the time. */
export function copyOf<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf) as T
  const copy: JsonObject = {}
  for (const name of Object.keys(value)) setMember(copy, name, copyOf(value[name] as Json))
  return copy as T
}

/** Assigning would set the prototype by a member of that name. */
export function setMember(object: JsonObject, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

/** One operation of a JSON Patch; Kratos takes only these three (API reference §7.1). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: JsonPointer; readonly value: Json }
  | { readonly op: 'remove'; readonly path: JsonPointer }

/** Finds a number anywhere in the value. */
export function holdsNumber(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number'
  if (Array.isArray(value)) return value.some(holdsNumber)
  for (const name in value) if (holdsNumber(value[name] as Json)) return true
  return false
}
