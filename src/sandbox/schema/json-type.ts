import { compareFloats } from '../../go/big-float.ts'
import { isJsonNumber, literalOf } from '../../go/json-number.ts'
import { isJsonObject, type Json } from '../json.ts'

/** The type names of JSON Schema; every number is a `number`. */
export function jsonType(value: Json): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return isJsonNumber(value) ? 'number' : (typeof value as 'boolean' | 'string' | 'object')
}

/** JSON equality with numbers compared by value (`1.0` equals `1`). Not recursive, so deep nesting is safe. */
export function jsonEqual(left: Json, right: Json): boolean {
  const pending: [Json, Json][] = [[left, right]]
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const parts = partsOf(...pair)
    if (parts === undefined) return false
    for (const part of parts) pending.push(part)
  }
  return true
}

/** The pairs of children that must be equal too; `undefined` when these two values differ already. */
function partsOf(left: Json, right: Json): [Json, Json][] | undefined {
  if (left === right) return []
  if (isJsonNumber(left) && isJsonNumber(right)) {
    return compareFloats(literalOf(left), literalOf(right)) === 0 ? [] : undefined
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length ? left.map((item, index) => [item, right[index] as Json]) : undefined
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return undefined
  const keys = Object.keys(left)
  const isSameShape = keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key))
  return isSameShape ? keys.map((key) => [left[key] as Json, right[key] as Json]) : undefined
}
