import { isJsonObject, type JsonObject, type JsonPointer, valueAt } from '../../model/json.ts'

/** The pointer that a `$ref` and those that it leads to end at; `undefined` outside the schema, or in a circle. */
export function followed(target: string, root: JsonObject): JsonPointer | undefined {
  const seen = new Set<string>()
  let current = target
  for (;;) {
    if (!current.startsWith('#') || seen.has(current)) return undefined
    seen.add(current)
    const pointer = pointerIn(current.slice(1))
    const node = pointer === undefined ? undefined : valueAt(root, pointer)
    if (node === undefined) return undefined
    if (!isJsonObject(node) || typeof node['$ref'] !== 'string') return pointer
    current = node['$ref']
  }
}

function pointerIn(fragment: string): JsonPointer | undefined {
  if (fragment !== '' && !fragment.startsWith('/')) return undefined
  try {
    return decodeURIComponent(fragment)
  } catch {
    return undefined
  }
}
