import { type Json, type JsonObject, member } from '../json.ts'
import { jsonEqual } from './json-type.ts'
import type { ArrayRules, Check, Load, SchemaNode } from './node.ts'
import { additionalOf, optional } from './optional-schema.ts'
import { addContext, type Problem, problem, withCauses } from './problem.ts'

const keywords = ['minItems', 'maxItems', 'uniqueItems', 'items', 'contains']

export function compileArrayKeywords(schema: JsonObject, version: number, load: Load): ArrayRules | undefined {
  if (!keywords.some((keyword) => Object.hasOwn(schema, keyword))) return undefined
  const items = member(schema, 'items')
  const additional = member(schema, 'additionalItems')
  const contains = version >= 6 ? member(schema, 'contains') : undefined
  return {
    minItems: (member(schema, 'minItems') as number | undefined) ?? 0,
    maxItems: (member(schema, 'maxItems') as number | undefined) ?? Number.POSITIVE_INFINITY,
    unique: member(schema, 'uniqueItems') === true,
    items: Array.isArray(items) ? items.map(load) : optional(items, load),
    additional: additionalOf(additional, load),
    contains: optional(contains, load),
  }
}

export function arrayProblems(rules: ArrayRules, value: readonly Json[], check: Check): Problem[] {
  const text = (bound: string, limit: number) => `${bound} ${limit} items allowed, but found ${value.length} items`
  return [
    ...(value.length < rules.minItems ? [problem('minItems', text('minimum', rules.minItems))] : []),
    ...(value.length > rules.maxItems ? [problem('maxItems', text('maximum', rules.maxItems))] : []),
    ...(rules.unique ? duplicateProblems(value) : []),
    ...itemProblems(rules, value, check),
    ...(rules.contains ? containsProblems(rules.contains, value, check) : []),
  ]
}

/** One problem for each equal pair, ordered by the index of the later item. */
function duplicateProblems(value: readonly Json[]): Problem[] {
  const found: Problem[] = []
  for (const [later, item] of value.entries()) {
    for (const [earlier, other] of value.slice(0, later).entries()) {
      if (!jsonEqual(item, other)) continue
      found.push(problem('uniqueItems', `items at index ${earlier} and ${later} are equal`))
    }
  }
  return found
}

function itemProblems(rules: ArrayRules, value: readonly Json[], check: Check): Problem[] {
  const { items, additional } = rules
  if (items === undefined) return []
  const found: Problem[] = []
  const first: readonly SchemaNode[] = 'url' in items ? [] : items
  if (!('url' in items) && additional === false && value.length > first.length) {
    const text = `only ${first.length} items are allowed, but found ${value.length} items`
    found.push(problem('additionalItems', text))
  }
  for (const [index, item] of value.entries()) {
    const [node, schema] = itemSchema(rules, first, index)
    const cause = node && check(node, item)
    if (cause) found.push(addContext(cause, String(index), schema))
  }
  return found
}

function itemSchema(
  { items, additional }: ArrayRules,
  first: readonly SchemaNode[],
  index: number,
): [SchemaNode | undefined, string] {
  if (items && 'url' in items) return [items, 'items']
  return index < first.length ? [first[index], `items/${index}`] : [additional || undefined, 'additionalItems']
}

function containsProblems(node: SchemaNode, value: readonly Json[], check: Check): Problem[] {
  const causes: Problem[] = []
  for (const [index, item] of value.entries()) {
    const cause = check(node, item)
    if (!cause) return []
    causes.push(addContext(cause, String(index), ''))
  }
  return [withCauses(problem('contains', 'contains failed'), causes)]
}
