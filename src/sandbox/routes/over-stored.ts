import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** Members whose Go types ignore a null; for all others null is a value. */
const ignoringNull = new Set([
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
 * The result of Go decoding a document into a struct that already has values: members that the document lacks stay. Elements of
 * the address lists are decoded over those with the same index (API reference §7.4).
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
  const given = Object.entries(document).filter(([name, value]) => value !== null || !ignoringNull.has(name))
  return { ...stored, ...Object.fromEntries(given) }
}
