import type { SourceLocation } from './diagnostic.ts'
import type { ManagedField } from './identity.ts'
import { escapeSegment, type Json, type JsonPointer } from './json.ts'

/** Location of a node inside a leaf (`below`: its pointer within the leaf), or of its nearest located ancestor. */
export function placeInField({ at, places = {} }: ManagedField, below: JsonPointer): SourceLocation {
  for (let node = below; node !== ''; node = node.slice(0, node.lastIndexOf('/'))) {
    const place = Object.hasOwn(places, node) ? places[node] : undefined
    if (place !== undefined) return place
  }
  return at
}

/** Location of the first scalar, at the leaf or inside it, that `isLookedFor` accepts. */
export function findInField(field: ManagedField, isLookedFor: (value: Json) => boolean): SourceLocation | undefined {
  const find = (value: Json, at: JsonPointer): JsonPointer | undefined => {
    if (value === null || typeof value !== 'object') return isLookedFor(value) ? at : undefined
    for (const [name, child] of Object.entries(value)) {
      const found = find(child, `${at}/${escapeSegment(name)}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  const found = find(field.value, '')
  return found === undefined ? undefined : placeInField(field, found)
}
