import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** Members whose types take a null for nothing; for all others null is a value. */
const deafToNull = new Set([
  'id',
  'schema_id',
  'schema_url',
  'state',
  'created_at',
  'updated_at',
  'value',
  'verified',
  'via',
  'status',
])

/**
 * What Go's decoder leaves behind when it decodes a document over a struct that holds something already: what the
 * document lacks stays. Elements of the address lists are decoded over those that had their place (API reference §7.4).
 */
export function overStored(stored: JsonObject, document: JsonObject): JsonObject {
  const addresses = ['verifiable_addresses', 'recovery_addresses'].flatMap((name) => {
    const list = document[name]
    return Array.isArray(list) ? [[name, elementsOver(stored[name], list)] as const] : []
  })
  return { ...membersOver(stored, document), ...Object.fromEntries(addresses) }
}

function elementsOver(stored: Json | undefined, list: readonly Json[]): Json[] {
  const places = Array.isArray(stored) ? stored : []
  return list.map((element, index) => {
    const before = places[index]
    if (!isJsonObject(before) || (element !== null && !isJsonObject(element))) return element
    return membersOver(before, element ?? {})
  })
}

function membersOver(stored: JsonObject, document: JsonObject): JsonObject {
  const said = Object.entries(document).filter(([name, value]) => value !== null || !deafToNull.has(name))
  return { ...stored, ...Object.fromEntries(said) }
}
