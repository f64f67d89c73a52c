import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'

/**
 * Levels of nesting that are kept of a live value. Kratos stores up to 10,000, and anybody may write them into their own
 * traits; a document has at most 100, so that what is cut here equals nothing that a document can say.
 */
const deepestLive = 200

/** The value without what is nested deeper than that: `null` stands in its place. The very same where nothing is. */
export function cutDeep<T extends Json>(value: T): T {
  return (isDeeper(value, deepestLive) ? cut(value, deepestLive) : value) as T
}

/** Looks no further down than `levels`, whatever there is. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  const below = Array.isArray(value) ? value : Object.values(value)
  return below.some((item) => isDeeper(item, levels - 1))
}

function cut(value: Json, levels: number): Json {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.map((item) => cut(item, levels - 1))
  const members = Object.entries(value).map(([name, item]) => [name, cut(item, levels - 1)] as const)
  return Object.fromEntries(members)
}

/** Traits as they should be: an object. A schema that does not ask for one lets people store anything. */
export function traitsObject(traits: Json): JsonObject {
  return isJsonObject(traits) ? traits : {}
}
