import { normaliseIdentifier, normalisePhone } from '../../identity-schema/normalise.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import { findInField, placeInField } from '../../model/field-place.ts'
import type { DesiredDocument } from '../../model/identity.ts'
import { formatPointer, isAtOrBelow, type Json, type JsonPointer, parsePointer } from '../../model/json.ts'

/**
 * The location of the value at a pointer: that of its own leaf, else its place in the leaf around it (arrays are
 * leaves), else that of the first leaf below it. If there is none, the same for the node above. A root (`/traits`) has
 * the location of the document: its first leaf says nothing about it.
 */
export function placeOf(document: DesiredDocument, pointer: JsonPointer): SourceLocation {
  const firstBelow = firstLeaves(document.fields)
  for (let segments = parsePointer(pointer); segments.length > 0; segments = segments.slice(0, -1)) {
    const node = formatPointer(segments)
    const below = segments.length > 1 ? firstBelow.get(node) : undefined
    const path = leafAround(document.fields, node) ?? below
    if (path !== undefined) return placeInField(document, isAtOrBelow(node, path) ? node : path)
  }
  return document.origin
}

/** The leaf at a pointer, or the one around it. */
export function leafAround(fields: DesiredDocument['fields'], node: JsonPointer): JsonPointer | undefined {
  for (let above = node; above !== ''; above = above.slice(0, above.lastIndexOf('/'))) {
    if (Object.hasOwn(fields, above)) return above
  }
  return undefined
}

/** Cached per document, which may have as many mistakes as leaves. */
const known = new WeakMap<DesiredDocument['fields'], ReadonlyMap<JsonPointer, JsonPointer>>()

/** For each node, the first leaf at or below it. */
function firstLeaves(fields: DesiredDocument['fields']): ReadonlyMap<JsonPointer, JsonPointer> {
  const found = known.get(fields)
  if (found !== undefined) return found
  const first = new Map<JsonPointer, JsonPointer>()
  for (const path of Object.keys(fields)) {
    for (let above = path; above !== '' && !first.has(above); above = above.slice(0, above.lastIndexOf('/'))) {
      first.set(above, path)
    }
  }
  known.set(fields, first)
  return first
}

/** The location of the trait that yields a login identifier or address. */
export function placeOfValue(document: DesiredDocument, normalised: string): SourceLocation {
  const isIt = (value: Json): boolean =>
    value !== null &&
    (normaliseIdentifier(String(value)) === normalised || normalisePhone(String(value)) === normalised)
  for (const path of Object.keys(document.fields)) {
    const place = isAtOrBelow(path, '/traits') ? findInField(document, path, isIt) : undefined
    if (place !== undefined) return place
  }
  return document.origin
}

/** `file:line`, for texts that name a second place. */
export function placeText({ file, line }: SourceLocation): string {
  return `${file}:${line}`
}
