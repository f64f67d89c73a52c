import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'

/** A text with `${…}` in it: what stands there in the end is not known while somebody writes. */
export const reference: JsonObject = { type: 'string', pattern: '\\$\\{' }

/** Whether a text with a reference in it could break what these keywords demand. It has at least two characters. */
export function restrictsTexts({ type, enum: values, pattern, minLength = 0, maxLength }: JsonObject): boolean {
  const takesTexts = type === undefined || [type].flat().includes('string')
  return takesTexts && (Number(minLength) > 2 || [values, pattern, maxLength].some((value) => value !== undefined))
}

/** The same schema, which takes a reference wherever it takes a text. */
export function withReferences(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withReferences)
  if (!isJsonObject(schema)) return schema
  const below = Object.entries(schema).map(([keyword, value]) => {
    return [keyword, dataKeywords.has(keyword) ? value : withReferences(value)] as const
  })
  const plain: JsonObject = Object.fromEntries(below)
  if (typeof plain['type'] !== 'string' || !restrictsTexts(plain)) return plain
  const { description, default: fallback, ...own } = plain
  return { ...present({ description, default: fallback }), anyOf: [own, reference] }
}

const dataKeywords = new Set(['enum', 'const', 'default', 'examples', 'required', 'propertyNames'])
