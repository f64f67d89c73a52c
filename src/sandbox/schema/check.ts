import { isJsonObject, type Json } from '../json.ts'
import { arrayProblems } from './array-keywords.ts'
import { combinatorProblems } from './combinators.ts'
import type { ExtensionConfig } from './extension-config.ts'
import type { Check, SchemaNode } from './node.ts'
import { numberProblems } from './number-keywords.ts'
import { objectProblems } from './object-keywords.ts'
import { combine, type Problem, pinSchema, problem, withCauses } from './problem.ts'
import { stringProblems } from './string-keywords.ts'
import { typeProblem, valueProblems } from './value-keywords.ts'

/**
 * Validation of one document. The order inside a node is that of API reference §14.4: type (which stops there),
 * value keywords, combinators, the keywords of the value's own type, the extension.
 * @param visit runs the extension of a node that the value has reached
 */
export function createCheck(visit: (config: ExtensionConfig, value: Json) => Problem | undefined): Check {
  const check: Check = (node, value) => {
    if (node.always !== undefined) return node.always ? undefined : problem('', 'always fail')
    if (node.ref) return refProblem(node, node.ref, value, check)
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

function refProblem(node: SchemaNode, target: SchemaNode, value: Json, check: Check): Problem | undefined {
  const cause = check(target, value)
  if (!cause) return undefined
  const address = node.url === target.url ? target.pointer : target.url + target.pointer
  return withCauses(problem('$ref', `doesn't validate with "${address}"`), [pinSchema(cause, target.pointer)])
}

function ownTypeProblems(node: SchemaNode, value: Json, check: Check): Problem[] {
  if (typeof value === 'string') return node.string ? stringProblems(node.string, value) : []
  if (typeof value === 'number') return node.number ? numberProblems(node.number, value) : []
  if (Array.isArray(value)) return node.array ? arrayProblems(node.array, value, check) : []
  return node.object && isJsonObject(value) ? objectProblems(node.object, value, check) : []
}
