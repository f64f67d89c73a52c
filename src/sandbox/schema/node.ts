import type { Json } from '../json.ts'
import type { ArrayRules } from './array-keywords.ts'
import type { CombinatorRules } from './combinators.ts'
import type { ExtensionConfig } from './extension-config.ts'
import type { NumberRules } from './number-keywords.ts'
import type { ObjectRules } from './object-keywords.ts'
import type { Problem } from './problem.ts'
import type { StringRules } from './string-keywords.ts'
import type { ValueRules } from './value-keywords.ts'

/** A compiled schema. Filled in place, because references may be circular. */
export interface SchemaNode {
  /** Document that the node belongs to, without fragment. */
  readonly url: string
  /** Absolute pointer for nodes that a reference can name, else empty. */
  readonly pointer: string
  /** A boolean schema. */
  always?: boolean
  /** The node is a `$ref`: everything else beside it is ignored, the extension too. */
  ref?: SchemaNode
  value?: ValueRules
  combinators?: CombinatorRules
  object?: ObjectRules
  array?: ArrayRules
  string?: StringRules
  number?: NumberRules
  extension?: ExtensionConfig
}

/** Compiles a subschema. */
export type Load = (schema: Json) => SchemaNode

/** Validates a value against a node; `undefined` is fine. */
export type Check = (node: SchemaNode, value: Json) => Problem | undefined
