import { isJsonObject, type Json } from '../json.ts'
import type { Load, SchemaNode } from './node.ts'

/** A subschema that may be absent. */
export function optional(schema: Json | undefined, load: Load): SchemaNode | undefined {
  return schema === undefined ? undefined : load(schema)
}

/** The schema of additional items or members; `false`: there may be none. */
export function additionalOf(value: Json | undefined, load: Load): SchemaNode | false | undefined {
  if (value === false) return false
  return isJsonObject(value) ? load(value) : undefined
}
