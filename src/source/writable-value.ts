import { isJsonObject, type Json } from '../model/json.ts'
import { deepest, keyProblem, textProblem } from './node-rules.ts'

/** Finds a null outside lists: inside a list it is a value. */
export function holdsNull(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.values(value).some(holdsNull))
}

/** Whether a file may contain the value, by the rules for reading one. */
export function isReadable(value: Json, depth = 0): boolean {
  const nowhere = { file: '', line: 1, column: 1 }
  if (depth > deepest / 2) return false
  if (typeof value === 'string') return textProblem(value, nowhere) === undefined
  if (Array.isArray(value)) return value.every((item) => isReadable(item, depth + 1))
  if (!isJsonObject(value)) return true
  return Object.entries(value).every(
    ([key, member]) => keyProblem(key, nowhere, undefined) === undefined && isReadable(member, depth + 1),
  )
}
