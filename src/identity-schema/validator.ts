import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv'
import type { RE2JS } from 're2js'
import { re2 } from '../go/re2.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { type PlainSchema, stepKeyword } from './dialect.ts'
import { plainKeywords, unionKeyword } from './keywords.ts'
import { createSteps, type Steps } from './steps.ts'

/**
 * The validator of one schema and of any node in it. Call `steps.begin` with each new value before it is checked or
 * walked.
 */
export interface Validator {
  readonly steps: Steps
  /** Errors of the whole instance; `[]` when it fits. */
  errors(instance: Json): readonly ErrorObject[]
  /** Whether a value fits the `index`th branch of a combinator, or the schema under a keyword. */
  fits(node: JsonObject, path: string, value: Json): boolean
  /** The schema that a `$ref` leads to. */
  resolve(reference: string): Json | undefined
}

const rootKey = 'identity-schema'

/** Go's regular expressions (RE2) instead of JavaScript's: other syntax, and linear time. */
const regExp = Object.assign(compilePattern, { code: 'RE2' })

function compilePattern(pattern: string): RE2JS {
  try {
    return re2(pattern)
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new UnusablePattern(pattern, why)
  }
}

/** The pattern is not RE2, so Kratos cannot use it either. */
export class UnusablePattern extends TypeError {
  readonly pattern: string

  constructor(pattern: string, why: string) {
    super(`the pattern ${JSON.stringify(pattern)} is not RE2: ${why}`)
    this.pattern = pattern
  }
}

/**
 * Compiles a schema with the semantics of Kratos' validator (API reference §14): keywords beside `$ref` ignored,
 * formats that apply to every type, RE2 patterns, and the checks of the Ory extension.
 * Throws for a schema that cannot be compiled (an unknown type, a `$ref` that leads nowhere, or to another document).
 */
export function compileValidator(plain: PlainSchema): Validator {
  const ajv = new Ajv({
    allErrors: true,
    code: { regExp },
    ignoreKeywordsWithRef: true,
    // Inlined references to references would make the generated code grow without limit.
    inlineRefs: false,
    logger: false,
    meta: false,
    ownProperties: true,
    strict: false,
    validateSchema: false,
    verbose: true,
  })
  const checkAt = (node: object, path: string) => check(`${plain.pointers.get(node as JsonObject) ?? ''}/${path}`)

  function check(pointer: string): ValidateFunction {
    const found = ajv.getSchema(`${rootKey}#${pointer}`)
    if (found === undefined) throw new TypeError(`no schema at ${pointer}`)
    return found
  }

  const steps = createSteps()
  ajv.addKeyword({
    keyword: stepKeyword,
    errors: false,
    validate: (_: true, value: Json, node?: AnySchemaObject) => counted(steps, node as JsonObject, value),
  })
  for (const definition of [...plainKeywords, unionKeyword('anyOf', checkAt), unionKeyword('oneOf', checkAt)]) {
    ajv.removeKeyword(definition.keyword).addKeyword(definition)
  }
  const root = ajv.addSchema(plain.schema, rootKey).getSchema(rootKey) as ValidateFunction
  const resolve = (reference: string) => ajv.getSchema(absolute(reference, plain.schema))?.schema as Json | undefined
  for (const node of plain.pointers.keys()) {
    const reference = referenceOf(node)
    if (reference !== undefined && resolve(reference) === undefined) {
      throw new UnfollowedReference(reference)
    }
  }
  return {
    steps,
    errors: (instance) => (root(instance) ? [] : (root.errors ?? [])),
    fits: (node, path, value) => checkAt(node, path)(value),
    resolve,
  }
}

function counted(steps: Steps, node: JsonObject, value: Json): true {
  steps.take(node, value)
  return true
}

/** A `$ref` leads to no schema. */
export class UnfollowedReference extends TypeError {
  readonly reference: string

  constructor(reference: string) {
    super(`its "$ref" ${JSON.stringify(reference)} cannot be followed`)
    this.reference = reference
  }
}

/** The absolute form of a `$ref`; does not check that it leads to a schema. */
export function absolute(reference: string, root: JsonObject): string {
  const base = typeof root['$id'] === 'string' ? root['$id'] : rootKey
  if (reference.startsWith('#')) return `${base}${reference}`
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference
}

/** The `$ref` of a node of a plain schema; it hides all keywords beside it. */
export function referenceOf(node: Json | undefined): string | undefined {
  return isJsonObject(node) && typeof node['$ref'] === 'string' ? node['$ref'] : undefined
}
