import { canonicalJson, type Json } from './json.ts'

export interface ListDifference {
  readonly added: readonly Json[]
  readonly removed: readonly Json[]
  /** Number of elements that stay. */
  readonly kept: number
}

/** The elements that one list has and the other has not, each in its order; an element that is twice in a list counts twice. */
export function listDifference(before: readonly Json[], after: readonly Json[]): ListDifference {
  const left = countsOf(before)
  const added = after.filter((element) => !take(left, element))
  const right = countsOf(after)
  const removed = before.filter((element) => !take(right, element))
  return { added, removed, kept: after.length - added.length }
}

function countsOf(list: readonly Json[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const element of list) {
    const text = canonicalJson(element)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

function take(counts: Map<string, number>, element: Json): boolean {
  const text = canonicalJson(element)
  const count = counts.get(text) ?? 0
  if (count > 0) counts.set(text, count - 1)
  return count > 0
}
