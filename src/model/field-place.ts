import type { SourceLocation } from './diagnostic.ts'
import type { DesiredDocument } from './identity.ts'
import { escapeSegment, type Json, type JsonPointer } from './json.ts'

type Placed = Pick<DesiredDocument, 'fields' | 'places' | 'origin'>

/** Location of a leaf, or of the node at or inside it that `pointer` names; of the nearest node around that if it has none. */
export function placeInField({ places, origin }: Placed, pointer: JsonPointer): SourceLocation {
  for (let node = pointer; node !== ''; node = node.slice(0, node.lastIndexOf('/'))) {
    const place = places.of(node)
    if (place !== undefined) return place
  }
  return origin
}

/** Location of the first scalar, at the leaf or inside it, that `isLookedFor` accepts. */
export function findInField(
  document: Placed,
  path: JsonPointer,
  isLookedFor: (value: Json) => boolean,
): SourceLocation | undefined {
  const find = (value: Json, at: JsonPointer): JsonPointer | undefined => {
    if (value === null || typeof value !== 'object') return isLookedFor(value) ? at : undefined
    for (const [name, child] of Object.entries(value)) {
      const found = find(child, `${at}/${escapeSegment(name)}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  const found = find(document.fields[path]?.value ?? null, path)
  return found === undefined ? undefined : placeInField(document, found)
}
