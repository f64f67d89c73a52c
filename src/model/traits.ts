import type { ManagedField } from './identity.ts'
import { type JsonObject, type JsonPointer, parsePointer } from './json.ts'

/** The traits that managed leaves add up to; leaves that must be absent (`null`) are left out. */
export function traitsOf(fields: Readonly<Record<JsonPointer, ManagedField>>): JsonObject {
  const root: JsonObject = {}
  for (const [path, { value }] of Object.entries(fields)) {
    const [top, ...segments] = parsePointer(path)
    const last = segments.pop()
    if (top !== 'traits' || last === undefined || value === null) continue
    let parent = root
    for (const segment of segments) {
      const child = parent[segment]
      parent = (child ?? (parent[segment] = {})) as JsonObject
    }
    parent[last] = value
  }
  return root
}
