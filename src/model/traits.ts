import type { ManagedField } from './identity.ts'
import { type JsonObject, type JsonPointer, segmentsOf } from './json.ts'

type Fields = Readonly<Record<JsonPointer, ManagedField>>

/** Several questions are asked about the same document, one after the other. */
let last: { readonly fields: Fields; readonly traits: Readonly<JsonObject> } | undefined

/** The traits object of managed leaves, without leaves that must be absent (`null`). Nobody changes it. */
export function traitsOf(fields: Fields): Readonly<JsonObject> {
  if (last?.fields !== fields) last = { fields, traits: buildTraits(fields) }
  return last.traits
}

function buildTraits(fields: Fields): JsonObject {
  const root: JsonObject = {}
  for (const path of Object.keys(fields)) {
    const value = fields[path]?.value
    if (value === undefined || value === null || !path.startsWith('/traits/')) continue
    const segments = segmentsOf(path)
    const end = segments.length - 1
    let parent = root
    for (let depth = 1; depth < end; depth += 1) {
      const segment = segments[depth] as string
      parent[segment] ??= {}
      parent = parent[segment] as JsonObject
    }
    parent[segments[end] as string] = value
  }
  return root
}
