import { compareFloats, formatBigFloat, isMultipleOf } from '../../go/big-float.ts'
import { type JsonNumber, literalOf } from '../../go/json-number.ts'
import { type JsonObject, member } from '../json.ts'
import { type Problem, problem } from './problem.ts'

export interface NumberRules {
  readonly minimum: number | undefined
  readonly exclusiveMinimum: number | undefined
  readonly maximum: number | undefined
  readonly exclusiveMaximum: number | undefined
  readonly multipleOf: number | undefined
}

/** In draft-04 `exclusiveMinimum: true` makes `minimum` exclusive; in later drafts it is a number of its own. */
export function compileNumberKeywords(schema: JsonObject): NumberRules | undefined {
  const lower = bounds(schema, 'minimum', 'exclusiveMinimum')
  const upper = bounds(schema, 'maximum', 'exclusiveMaximum')
  const multipleOf = number(schema, 'multipleOf')
  const rules = {
    minimum: lower.inclusive,
    exclusiveMinimum: lower.exclusive,
    maximum: upper.inclusive,
    exclusiveMaximum: upper.exclusive,
    multipleOf,
  }
  return Object.values(rules).every((rule) => rule === undefined) ? undefined : rules
}

function bounds(schema: JsonObject, name: string, exclusiveName: string) {
  const [bound, exclusive] = [number(schema, name), member(schema, exclusiveName)]
  if (exclusive === true) return { inclusive: undefined, exclusive: bound }
  return { inclusive: bound, exclusive: number(schema, exclusiveName) }
}

function number(schema: JsonObject, name: string): number | undefined {
  const value = member(schema, name)
  return typeof value === 'number' ? value : undefined
}

export function numberProblems(rules: NumberRules, number: JsonNumber): Problem[] {
  const found: Problem[] = []
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = rules
  const value = literalOf(number)
  const check = (keyword: string, sign: string, bound: number | undefined, fits: (order: number) => boolean) => {
    if (bound === undefined || fits(compareFloats(value, String(bound)))) return
    found.push(problem(keyword, `must be ${sign} ${formatBigFloat(bound)} but found ${value}`))
  }
  check('minimum', '>=', minimum, (order) => order >= 0)
  check('exclusiveMinimum', '>', exclusiveMinimum, (order) => order > 0)
  check('maximum', '<=', maximum, (order) => order <= 0)
  check('exclusiveMaximum', '<', exclusiveMaximum, (order) => order < 0)
  if (multipleOf !== undefined && !isMultipleOf(value, String(multipleOf))) {
    found.push(problem('multipleOf', `${value} not multipleOf ${formatBigFloat(multipleOf)}`))
  }
  return found
}
