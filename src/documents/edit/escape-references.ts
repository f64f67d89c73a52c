import { isJsonObject, type Json } from '../../model/json.ts'

/** A live value as documents write it: `${` is escaped everywhere, so that no live text becomes a reference. */
export function escapeReferences(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${')
  if (Array.isArray(value)) return value.map(escapeReferences)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escapeReferences(member)]))
}
