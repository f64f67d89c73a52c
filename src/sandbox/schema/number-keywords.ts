import { type JsonObject, member } from '../json.ts'
import { formatBigFloat, isMultipleOf } from './big-float.ts'
import { type Problem, problem } from './problem.ts'

export interface NumberRules {
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
}

/** In draft-04 `exclusiveMinimum: true` turns `minimum` into an exclusive bound; later drafts give it its own number. */
export function compileNumberKeywords(schema: JsonObject): NumberRules | undefined {
  const lower = bounds(schema, 'minimum', 'exclusiveMinimum')
  const upper = bounds(schema, 'maximum', 'exclusiveMaximum')
  const multipleOf = number(schema, 'multipleOf')
  const rules = {
    ...(lower.inclusive !== undefined && { minimum: lower.inclusive }),
    ...(lower.exclusive !== undefined && { exclusiveMinimum: lower.exclusive }),
    ...(upper.inclusive !== undefined && { maximum: upper.inclusive }),
    ...(upper.exclusive !== undefined && { exclusiveMaximum: upper.exclusive }),
    ...(multipleOf !== undefined && { multipleOf }),
  }
  return Object.keys(rules).length === 0 ? undefined : rules
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

export function numberProblems(rules: NumberRules, value: number): Problem[] {
  const found: Problem[] = []
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = rules
  const fail = (keyword: string, sign: string, bound: number) =>
    found.push(problem(keyword, `must be ${sign} ${formatBigFloat(bound)} but found ${value}`))
  if (minimum !== undefined && value < minimum) fail('minimum', '>=', minimum)
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) fail('exclusiveMinimum', '>', exclusiveMinimum)
  if (maximum !== undefined && value > maximum) fail('maximum', '<=', maximum)
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) fail('exclusiveMaximum', '<', exclusiveMaximum)
  if (multipleOf !== undefined && !isMultipleOf(value, multipleOf)) {
    found.push(problem('multipleOf', `${value} not multipleOf ${formatBigFloat(multipleOf)}`))
  }
  return found
}
