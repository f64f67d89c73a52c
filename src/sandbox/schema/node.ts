import type { Pattern } from '../../go/pattern.ts'
import type { Json } from '../json.ts'
import type { ExtensionConfig } from './extension-config.ts'
import type { NumberRules } from './number-keywords.ts'
import type { Problem } from './problem.ts'
import type { StringRules } from './string-keywords.ts'
import type { ValueRules } from './value-keywords.ts'

/** A compiled schema. Mutable, because references may be circular. */
export interface SchemaNode {
  /** URL of the node's document, without fragment. */
  readonly url: string
  /** Absolute pointer of a node that a reference can name, else empty. */
  readonly pointer: string
  /** A boolean schema. */
  always?: boolean
  /** The node is a `$ref`: all its other members are ignored, including the extension. */
  ref?: SchemaNode
  value?: ValueRules
  combinators?: CombinatorRules
  object?: ObjectRules
  array?: ArrayRules
  string?: StringRules
  number?: NumberRules
  extension?: ExtensionConfig
}

/** `not`, `allOf`, `anyOf`, `oneOf` and, in draft-07, `if`/`then`/`else`. */
export interface CombinatorRules {
  readonly not: SchemaNode | undefined
  readonly allOf: readonly SchemaNode[]
  readonly anyOf: readonly SchemaNode[]
  readonly oneOf: readonly SchemaNode[]
  readonly conditional: Conditional | undefined
}

export interface Conditional {
  readonly if: SchemaNode
  readonly then: SchemaNode | undefined
  readonly else: SchemaNode | undefined
}

export interface ObjectRules {
  readonly minProperties: number
  readonly maxProperties: number
  readonly required: readonly string[]
  /** In schema order; Kratos' order is random. */
  readonly properties: ReadonlyMap<string, SchemaNode>
  readonly propertyNames: SchemaNode | undefined
  /** Member names must be valid patterns: a keyword of the draft-04 and draft-06 meta-schemas that any schema may use. */
  readonly regexProperties: boolean
  readonly patternProperties: readonly { readonly pattern: Pattern; readonly node: SchemaNode }[]
  readonly additional: SchemaNode | false | undefined
  readonly dependencies: ReadonlyMap<string, SchemaNode | readonly string[]>
}

export interface ArrayRules {
  readonly minItems: number
  readonly maxItems: number
  readonly unique: boolean
  /** One schema for all items, or a list for the first items; `additional` then applies to the rest. */
  readonly items: SchemaNode | readonly SchemaNode[] | undefined
  readonly additional: SchemaNode | false | undefined
  readonly contains: SchemaNode | undefined
}

/** Compiles a subschema. */
export type Load = (schema: Json) => SchemaNode

/** Validates a value against a node; `undefined` = valid. */
export type Check = (node: SchemaNode, value: Json) => Problem | undefined
