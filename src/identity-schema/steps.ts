import type { Json } from '../model/json.ts'

/** A value takes more steps to check than its size can explain: its schema multiplies the work with every level. */
export class TooManySteps extends Error {}

/** Steps that any value may take. */
const freeSteps = 100_000
/** And for each value in it: many times what schemas that people write need. */
const stepsPerValue = 200

/** Counts the work on one value, schema node by schema node, and ends it. */
export interface Steps {
  /** For a new value. */
  begin(value: Json): void
  /** @throws TooManySteps */
  take(): void
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
    take() {
      left -= 1
      if (left >= 0) return
      // Only now, since most values never come here.
      if (isCounted) throw new TooManySteps()
      isCounted = true
      left += stepsPerValue * countValues(current)
    },
  }
}

function countValues(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const item of Array.isArray(value) ? value : Object.values(value)) count += countValues(item)
  return count
}
