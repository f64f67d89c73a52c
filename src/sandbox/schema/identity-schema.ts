import type { Json, JsonObject } from '../json.ts'
import { createCheck } from './check.ts'
import { compileDocument } from './compile.ts'
import { type Derived, deriveFrom, emptyDerived } from './derive.ts'
import {
  type ExtensionRules,
  extensionMetaSchema,
  extensionMetaUrl,
  identityMetaSchema,
  identityMetaUrl,
} from './kratos-meta-schemas.ts'
import type { SchemaNode } from './node.ts'
import { leafLines, pinSchema, renderProblem } from './problem.ts'
import { SchemaCompileError } from './schema-compile-error.ts'

export type { Derived } from './derive.ts'
export { SchemaCompileError } from './schema-compile-error.ts'

/** `reason` is the exact text of Kratos' 400 (API reference §14.4). */
export type SchemaRun =
  | { readonly ok: true; readonly derived: Derived }
  | { readonly ok: false; readonly reason: string }

export interface CompiledIdentitySchema {
  /** Validates `{"traits": traits}` and derives identifiers and addresses; absent traits (not `null`) count as `{}`. */
  run(traits: Json | undefined): SchemaRun
}

/** Base URL of references in an identity schema. Messages show it only for references that leave the schema. */
const schemaUrl = 'sandbox://schemas/identity.schema.json'

const extensionMetas = new WeakMap<ExtensionRules, SchemaNode>()
const identityMetas = new WeakMap<ExtensionRules, SchemaNode>()

/** @throws {SchemaCompileError} for a schema with which Kratos answers every write by a 500 */
export function compileIdentitySchema(schema: JsonObject, rules: ExtensionRules): CompiledIdentitySchema {
  const extensionMeta = once(extensionMetas, rules, () => compileDocument(extensionMetaUrl, extensionMetaSchema(rules)))
  const root = compileOrRefuse(schema, extensionMeta)
  return { run: (traits) => runSchema(root, traits === undefined ? {} : traits) }
}

/** Also catches errors of the pattern compiler: the meta-schema does not check patterns that only a plain pointer reaches. */
function compileOrRefuse(schema: JsonObject, meta: SchemaNode): SchemaNode {
  try {
    return compileDocument(schemaUrl, schema, { extensionMeta: meta })
  } catch (error) {
    if (error instanceof SchemaCompileError) throw error
    throw new SchemaCompileError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function runSchema(root: SchemaNode, traits: Json): SchemaRun {
  const derived = emptyDerived()
  const check = createCheck((config, value) => deriveFrom(config, value, derived))
  const found = check(root, { traits })
  return found ? { ok: false, reason: renderProblem(pinSchema(found, root.pointer)) } : { ok: true, derived }
}

/**
 * Checks Kratos' start-up rules for a configured schema (API reference §14.1) and returns one line per violation. A schema that
 * passes can still fail to compile: an unknown `$schema`, for example, fails only on use.
 */
export function checkIdentityMetaSchema(schema: JsonObject, rules: ExtensionRules): string[] {
  const identityMeta = once(identityMetas, rules, () =>
    compileDocument(identityMetaUrl, identityMetaSchema, {
      documents: { [extensionMetaUrl]: extensionMetaSchema(rules) },
    }),
  )
  const found = createCheck(() => undefined)(identityMeta, schema)
  return found ? leafLines(pinSchema(found, identityMeta.pointer)) : []
}

function once<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
