import { isJsonNumber, literalOf } from '../../go/json-number.ts'
import { formatQ, formatSharpV } from '../../go/print.ts'
import { type Json, type JsonObject, member } from '../json.ts'
import { formatTest } from './formats.ts'
import { jsonEqual, jsonType } from './json-type.ts'
import { type Problem, problem } from './problem.ts'

/** `type`, `const`, `enum` and `format`, which apply to values of every type. */
export interface ValueRules {
  readonly types: readonly string[]
  readonly constant: { readonly value: Json } | undefined
  readonly allowed: { readonly values: readonly Json[]; readonly message: string } | undefined
  readonly format: { readonly name: string; readonly test: (value: Json) => boolean } | undefined
}

/** @param version Draft number: `const` exists from draft-06 on. */
export function compileValueKeywords(schema: JsonObject, version: number): ValueRules | undefined {
  const type = member(schema, 'type')
  const constant = version >= 6 ? member(schema, 'const') : undefined
  const values = member(schema, 'enum')
  const name = member(schema, 'format')
  const test = typeof name === 'string' ? formatTest(name) : undefined
  if (type === undefined && constant === undefined && values === undefined && test === undefined) return undefined
  return {
    types: Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : [],
    constant: constant === undefined ? undefined : { value: constant },
    allowed: Array.isArray(values) ? { values, message: allowedMessage(values) } : undefined,
    format: typeof name === 'string' && test ? { name, test } : undefined,
  }
}

function allowedMessage(values: readonly Json[]): string {
  if (values.some((value) => typeof value === 'object' && value !== null)) return 'enum failed'
  const shown = values.map(formatSharpV)
  return shown.length === 1 ? `value must be ${shown[0]}` : `value must be one of ${shown.join(', ')}`
}

/** Separate from the other keywords, because a type mismatch ends the validation of its node. */
export function typeProblem(rules: ValueRules, value: Json): Problem | undefined {
  if (rules.types.length === 0) return undefined
  const actual = jsonType(value)
  const matches = rules.types.some((type) => type === actual || (type === 'integer' && isIntegerLiteral(value)))
  return matches ? undefined : problem('type', `expected ${rules.types.join(' or ')}, but got ${actual}`)
}

/** Kratos treats a number as an integer if its literal has neither fraction nor exponent: `1.0` and `1e2` are not integers. */
function isIntegerLiteral(value: Json): boolean {
  return isJsonNumber(value) && /^-?\d+$/.test(literalOf(value))
}

export function valueProblems(rules: ValueRules, value: Json): Problem[] {
  const found: Problem[] = []
  const { constant, allowed, format } = rules
  if (constant && !jsonEqual(value, constant.value)) found.push(constantProblem(constant.value))
  if (allowed && !allowed.values.some((item) => jsonEqual(value, item))) found.push(problem('enum', allowed.message))
  if (format && !format.test(value)) found.push(problem('format', `${formatQ(value)} is not valid "${format.name}"`))
  return found
}

function constantProblem(constant: Json): Problem {
  const compound = typeof constant === 'object' && constant !== null
  return problem('const', compound ? 'const failed' : `value must be ${formatSharpV(constant)}`)
}
