import { isJsonNumber } from '../../go/json-number.ts'
import { isJsonObject, type Json } from '../json.ts'
import { arrayProblems } from './array-keywords.ts'
import { combinatorProblems } from './combinators.ts'
import type { ExtensionConfig } from './extension-config.ts'
import type { Check, SchemaNode } from './node.ts'
import { numberProblems } from './number-keywords.ts'
import { objectProblems } from './object-keywords.ts'
import { combine, type Problem, pinSchema, problem, withCauses } from './problem.ts'
import { SchemaCompileError } from './schema-compile-error.ts'
import { stringProblems } from './string-keywords.ts'
import { typeProblem, valueProblems } from './value-keywords.ts'

/**
 * Validates one document. The order inside a node follows API reference §14.4: type (a mismatch ends the node), value
 * keywords, combinators, keywords of the value's type, the extension.
 * @param visit Runs the extension of a node for a value.
 * @returns A check for one document. It throws `SchemaCompileError` when references are endless, or multiply the work beyond
 *   `maxSteps`.
 */
export function createCheck(visit: (config: ExtensionConfig, value: Json) => Problem | undefined): Check {
  let openReferences = 0
  let steps = 0
  const follow = (node: SchemaNode, target: SchemaNode, value: Json): Problem | undefined => {
    if (openReferences === maxReferences) throw new SchemaCompileError(`$ref without end: ${target.pointer}`)
    openReferences += 1
    const found = refProblem(node, target, check(target, value))
    openReferences -= 1
    return found
  }
  const check: Check = (node, value) => {
    steps += 1
    if (steps > maxSteps) throw new SchemaCompileError('the schema multiplies the work on one document')
    if (node.always !== undefined) return node.always ? undefined : problem('', 'always fail')
    if (node.ref) return follow(node, node.ref, value)
    const mismatch = node.value && typeProblem(node.value, value)
    if (mismatch) return mismatch
    const found = node.value ? valueProblems(node.value, value) : []
    if (node.combinators) found.push(...combinatorProblems(node.combinators, value, check))
    found.push(...ownTypeProblems(node, value, check))
    const reported = node.extension && visit(node.extension, value)
    if (reported) found.push(reported)
    return combine(found)
  }
  return check
}

/** Depth of nested references. A schema that needs more refers to itself endlessly, which crashes Kratos. */
const maxReferences = 500

/** Node checks per document: many times what a document of 5 MiB needs. */
const maxSteps = 10_000_000

function refProblem(node: SchemaNode, target: SchemaNode, cause: Problem | undefined): Problem | undefined {
  if (!cause) return undefined
  const address = node.url === target.url ? target.pointer : target.url + target.pointer
  return withCauses(problem('$ref', `doesn't validate with "${address}"`), [pinSchema(cause, target.pointer)])
}

function ownTypeProblems(node: SchemaNode, value: Json, check: Check): Problem[] {
  if (typeof value === 'string') return node.string ? stringProblems(node.string, value) : []
  if (isJsonNumber(value)) return node.number ? numberProblems(node.number, value) : []
  if (Array.isArray(value)) return node.array ? arrayProblems(node.array, value, check) : []
  return node.object && isJsonObject(value) ? objectProblems(node.object, value, check) : []
}
