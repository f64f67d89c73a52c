import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'

/**
 * Levels of nesting that idctl keeps of a live value. Kratos stores up to 10,000, and people can write them into their own
 * traits. A document has at most 100, so a value that is cut here never equals a value of a document.
 */
const deepestLive = 200

/** The value with `null` in place of everything nested deeper than `deepestLive`. The same object if nothing is. */
export function cutDeep<T extends Json>(value: T): T {
  return (isDeeper(value, deepestLive) ? cut(value, deepestLive) : value) as T
}

/** Descends at most `levels` levels, so that no value can exhaust the stack. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1))
  for (const name in value) if (isDeeper(value[name] as Json, levels - 1)) return true
  return false
}

function cut(value: Json, levels: number): Json {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.map((item) => cut(item, levels - 1))
  const members = Object.entries(value).map(([name, item]) => [name, cut(item, levels - 1)] as const)
  return Object.fromEntries(members)
}

/** The traits, or `{}` if they are no object: if the schema does not require one, people can store anything. */
export function traitsObject(traits: Json): JsonObject {
  return isJsonObject(traits) ? traits : {}
}
