import { type Json, type JsonObject, member } from '../json.ts'
import type { Check, CombinatorRules, Load, SchemaNode } from './node.ts'
import { optional } from './optional-schema.ts'
import { addContext, type Problem, problem, withCauses } from './problem.ts'

export function compileCombinators(schema: JsonObject, version: number, load: Load): CombinatorRules | undefined {
  const one = (name: string) => optional(member(schema, name), load)
  const many = (name: string) => {
    const branches = member(schema, name)
    return Array.isArray(branches) ? branches.map(load) : []
  }
  const not = one('not')
  const rules = { allOf: many('allOf'), anyOf: many('anyOf'), oneOf: many('oneOf') }
  const conditional = version >= 7 ? compileConditional(one) : undefined
  if (!not && !conditional && rules.allOf.length + rules.anyOf.length + rules.oneOf.length === 0) return undefined
  return { ...rules, not, conditional }
}

function compileConditional(one: (name: string) => SchemaNode | undefined): CombinatorRules['conditional'] {
  const [condition, onTrue, onFalse] = [one('if'), one('then'), one('else')]
  if (!condition || (!onTrue && !onFalse)) return undefined
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { if: condition, then: onTrue, else: onFalse }
}

export function combinatorProblems(rules: CombinatorRules, value: Json, check: Check): Problem[] {
  const found: Problem[] = []
  if (rules.not && check(rules.not, value) === undefined) found.push(problem('not', 'not failed'))
  for (const [index, branch] of rules.allOf.entries()) {
    const cause = check(branch, value)
    if (cause) found.push(withCauses(problem(`allOf/${index}`, 'allOf failed'), [cause]))
  }
  if (rules.anyOf.length > 0) found.push(...anyOfProblems(rules.anyOf, value, check))
  if (rules.oneOf.length > 0) found.push(...oneOfProblems(rules.oneOf, value, check))
  if (rules.conditional) found.push(...conditionalProblems(rules.conditional, value, check))
  return found
}

/** Stops at the first matching branch, so the extension does not run in later branches. */
function anyOfProblems(branches: readonly SchemaNode[], value: Json, check: Check): Problem[] {
  const causes: Problem[] = []
  for (const [index, branch] of branches.entries()) {
    const cause = check(branch, value)
    if (!cause) return []
    causes.push(addContext(cause, '', String(index)))
  }
  return [withCauses(problem('anyOf', 'anyOf failed'), causes)]
}

function oneOfProblems(branches: readonly SchemaNode[], value: Json, check: Check): Problem[] {
  const causes: Problem[] = []
  let matched = -1
  for (const [index, branch] of branches.entries()) {
    const cause = check(branch, value)
    if (cause) causes.push(addContext(cause, '', String(index)))
    else if (matched === -1) matched = index
    else return [problem('oneOf', `valid against schemas at indexes ${matched} and ${index}`)]
  }
  return matched === -1 ? [withCauses(problem('oneOf', 'oneOf failed'), causes)] : []
}

function conditionalProblems(rules: NonNullable<CombinatorRules['conditional']>, value: Json, check: Check): Problem[] {
  const keyword = check(rules.if, value) === undefined ? 'then' : 'else'
  const branch = rules[keyword]
  const cause = branch && check(branch, value)
  return cause ? [withCauses(problem(keyword, `if-${keyword} failed`), [cause])] : []
}
