import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { namesKeyword } from './dialect.ts'

/** A value takes more steps to check than its size explains: its schema multiplies the work with every level. */
export class TooManySteps extends Error {}

/** Steps that any value may take. */
const freeSteps = 100_000
/** Additional steps for each value in it: many times what schemas written by people need. */
const stepsPerValue = 200

/** How many characters, names or members count as one step. */
const charactersPerStep = 1000
const namesPerStep = 16
const membersPerStep = 4

/** Counts the work on one value, schema node by schema node, and stops it at the limit. */
export interface Steps {
  /** Starts to count for a new value. */
  begin(value: Json): void
  /**
   * Counts the check of `value`, the current value or a part of it, by a schema node.
   * @throws TooManySteps
   */
  take(node: JsonObject, value: Json): void
}

export function createSteps(): Steps {
  let left = freeSteps
  let isCounted = false
  let current: Json = null
  return {
    begin(value) {
      left = freeSteps
      isCounted = false
      current = value
    },
    take(node, value) {
      left -= costOf(node, value)
      if (left >= 0) return
      // Counted only here, because most values never use up `freeSteps`.
      if (isCounted) throw new TooManySteps()
      isCounted = true
      left += stepsPerValue * countValues(current)
      if (left < 0) throw new TooManySteps()
    },
  }
}

function costOf(node: JsonObject, value: Json): number {
  if (typeof value === 'string') return 1 + value.length / charactersPerStep
  if (typeof value !== 'object' || value === null) return 1
  if (Array.isArray(value)) return 1 + value.length / membersPerStep
  const members = Object.keys(value).length
  const { names, patterns } = costsOf(node)
  return 1 + names + members * (1 / membersPerStep + patterns)
}

interface NodeCosts {
  readonly names: number
  /** For each member of the value. */
  readonly patterns: number
}

/** By schema node, because everybody's traits come along here. */
const known = new WeakMap<JsonObject, NodeCosts>()

function costsOf(node: JsonObject): NodeCosts {
  const costs = known.get(node) ?? { names: namesIn(node), patterns: sizeOf(node['patternProperties']) }
  known.set(node, costs)
  return costs
}

/** Steps for the names of a schema node that are looked up in the value. */
function namesIn(node: JsonObject): number {
  const lists = node[namesKeyword]
  const dependent = isJsonObject(lists) ? Object.values(lists).reduce((sum: number, list) => sum + sizeOf(list), 0) : 0
  return sizeOf(node['required']) + dependent + (sizeOf(node['properties']) + sizeOf(lists)) / namesPerStep
}

function sizeOf(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : isJsonObject(value) ? Object.keys(value).length : 0
}

function countValues(value: Json): number {
  if (typeof value === 'string') return 1 + value.length / charactersPerStep
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const item of Array.isArray(value) ? value : Object.values(value)) count += countValues(item)
  return count
}
