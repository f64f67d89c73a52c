import type { ManagedField } from './identity.ts'
import { type JsonObject, type JsonPointer, parsePointer } from './json.ts'

/** Builds the traits object from managed leaves, without leaves that must be absent (`null`). */
export function traitsOf(fields: Readonly<Record<JsonPointer, ManagedField>>): JsonObject {
  const root: JsonObject = {}
  for (const [path, { value }] of Object.entries(fields)) {
    const [top, ...segments] = parsePointer(path)
    const last = segments.pop()
    if (top !== 'traits' || last === undefined || value === null) continue
    const parent = segments.reduce<JsonObject>((object, segment) => {
      object[segment] ??= {}
      return object[segment] as JsonObject
    }, root)
    parent[last] = value
  }
  return root
}
