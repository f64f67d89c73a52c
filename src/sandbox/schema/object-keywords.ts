import { compileRe2, isRe2 } from '../../go/pattern.ts'
import { goQuote } from '../../go/print.ts'
import { type Json, type JsonObject, member } from '../json.ts'
import type { Check, Load, ObjectRules } from './node.ts'
import { additionalOf, optional } from './optional-schema.ts'
import { addContext, escapePointerToken, type Problem, problem } from './problem.ts'

const keywords = [
  'minProperties',
  'maxProperties',
  'required',
  'properties',
  'propertyNames',
  'regexProperties',
  'patternProperties',
  'additionalProperties',
  'dependencies',
]

export function compileObjectKeywords(schema: JsonObject, version: number, load: Load): ObjectRules | undefined {
  if (!keywords.some((keyword) => Object.hasOwn(schema, keyword))) return undefined
  const entries = (name: string) => Object.entries((member(schema, name) ?? {}) as JsonObject)
  const propertyNames = version >= 6 ? member(schema, 'propertyNames') : undefined
  const additional = member(schema, 'additionalProperties')
  return {
    minProperties: (member(schema, 'minProperties') as number | undefined) ?? 0,
    maxProperties: (member(schema, 'maxProperties') as number | undefined) ?? Number.POSITIVE_INFINITY,
    required: (member(schema, 'required') as string[] | undefined) ?? [],
    properties: new Map(entries('properties').map(([name, value]) => [name, load(value)])),
    propertyNames: optional(propertyNames, load),
    regexProperties: member(schema, 'regexProperties') === true,
    patternProperties: entries('patternProperties').map(([text, value]) => ({
      pattern: compileRe2(text),
      node: load(value),
    })),
    additional: additionalOf(additional, load),
    dependencies: new Map(
      entries('dependencies').map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : load(value)]),
    ),
  }
}

export function objectProblems(rules: ObjectRules, value: JsonObject, check: Check): Problem[] {
  const names = Object.keys(value)
  const left = new Set(names)
  return [
    ...sizeProblems(rules, names.length),
    ...requiredProblems(rules, value),
    ...propertyProblems(rules, value, left, check),
    ...nameProblems(rules, names, check),
    ...patternProblems(rules, value, left, check),
    ...additionalProblems(rules, value, left, check),
    ...dependencyProblems(rules, value, check),
  ]
}

function sizeProblems(rules: ObjectRules, count: number): Problem[] {
  const text = (bound: string, limit: number) => `${bound} ${limit} properties allowed, but found ${count} properties`
  return [
    ...(count < rules.minProperties ? [problem('minProperties', text('minimum', rules.minProperties))] : []),
    ...(count > rules.maxProperties ? [problem('maxProperties', text('maximum', rules.maxProperties))] : []),
  ]
}

function requiredProblems(rules: ObjectRules, value: JsonObject): Problem[] {
  const missing = rules.required.filter((name) => !Object.hasOwn(value, name))
  return missing.length === 0 ? [] : [problem('required', `missing properties: ${missing.map(goQuote).join(', ')}`)]
}

function propertyProblems(rules: ObjectRules, value: JsonObject, left: Set<string>, check: Check): Problem[] {
  const found: Problem[] = []
  for (const [name, node] of rules.properties) {
    if (!Object.hasOwn(value, name)) continue
    left.delete(name)
    const cause = check(node, value[name] as Json)
    const token = escapePointerToken(name)
    if (cause) found.push(addContext(cause, token, `properties/${token}`))
  }
  return found
}

function nameProblems(rules: ObjectRules, names: readonly string[], check: Check): Problem[] {
  const found: Problem[] = []
  for (const name of rules.propertyNames ? names : []) {
    const cause = rules.propertyNames && check(rules.propertyNames, name)
    if (cause) found.push(addContext(cause, escapePointerToken(name), 'propertyNames'))
  }
  for (const name of rules.regexProperties ? names : []) {
    if (!isRe2(name)) found.push(problem('', `patternProperty ${goQuote(name)} is not valid regex`))
  }
  return found
}

function patternProblems(rules: ObjectRules, value: JsonObject, left: Set<string>, check: Check): Problem[] {
  const found: Problem[] = []
  for (const { pattern, node } of rules.patternProperties) {
    for (const name of Object.keys(value).filter((candidate) => pattern.matches(candidate))) {
      left.delete(name)
      const cause = check(node, value[name] as Json)
      const schema = `patternProperties/${escapePointerToken(pattern.text)}`
      if (cause) found.push(addContext(cause, escapePointerToken(name), schema))
    }
  }
  return found
}

function additionalProblems(rules: ObjectRules, value: JsonObject, left: Set<string>, check: Check): Problem[] {
  const names = [...left]
  if (rules.additional === undefined || names.length === 0) return []
  if (rules.additional === false) {
    const list = names.map(goQuote).join(', ')
    return [problem('additionalProperties', `additionalProperties ${list} not allowed`)]
  }
  const found: Problem[] = []
  for (const name of names) {
    const cause = check(rules.additional, value[name] as Json)
    if (cause) found.push(addContext(cause, escapePointerToken(name), 'additionalProperties'))
  }
  return found
}

function dependencyProblems(rules: ObjectRules, value: JsonObject, check: Check): Problem[] {
  const found: Problem[] = []
  for (const [name, dependency] of rules.dependencies) {
    if (!Object.hasOwn(value, name)) continue
    const schema = `dependencies/${escapePointerToken(name)}`
    if ('url' in dependency) {
      const cause = check(dependency, value)
      if (cause) found.push(addContext(cause, '', schema))
      continue
    }
    for (const [index, needed] of dependency.entries()) {
      if (Object.hasOwn(value, needed)) continue
      const text = `property ${goQuote(needed)} is required, if ${goQuote(name)} property exists`
      found.push(problem(`${schema}/${index}`, text))
    }
  }
  return found
}
