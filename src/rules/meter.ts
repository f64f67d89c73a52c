/** A rule does more work than is allowed. */
class TooMuchWork extends Error {}

/**
 * Counts the work of rules in steps. A step takes about the same time wherever it is spent, and steps are counted the same on
 * every machine: a limit in seconds would let a slow machine refuse what a fast one accepts.
 */
export interface Meter {
  /** @throws TooMuchWork, then and at every later call until the next evaluation */
  spend(steps: number): void
  /** Starts an evaluation that may take so many steps, and no more than are left for all. */
  start(most: number): void
  /** Allows all evaluations together so many steps more. */
  allow(steps: number): void
  /** How many steps this evaluation may still take. */
  readonly left: number
  readonly isExhausted: boolean
  /** How many steps all evaluations have taken. */
  readonly spent: number
}

export function createMeter(): Meter {
  let total = 0
  let left = 0
  let spent = 0
  let isExhausted = false
  return {
    spend(steps) {
      left -= steps
      if (!(left >= 0) || isExhausted) {
        isExhausted = true
        throw new TooMuchWork()
      }
      total -= steps
      spent += steps
    },
    start(most) {
      isExhausted = false
      left = Math.min(most, total)
    },
    allow(steps) {
      total += steps
    },
    get left() {
      return left
    },
    get isExhausted() {
      return isExhausted
    },
    get spent() {
      return spent
    },
  }
}

/** Working on so many characters of a text is one step. */
const charactersAStep = 8

export function stepsOfText(length: number): number {
  return 1 + Math.floor(length / charactersAStep)
}

/**
 * The steps of visiting all of a value, each part as often as it is reached: lists can share their parts, so a small one can be
 * very large when it is walked through.
 * @throws TooMuchWork when that is more than the meter has left
 */
export function stepsOfValue(value: unknown, meter: Meter, refuse: (value: unknown) => void): number {
  let steps = 0
  const pending = [value]
  while (pending.length > 0) {
    const one = pending.pop()
    refuse(one)
    steps += typeof one === 'string' ? stepsOfText(one.length) : 1
    if (steps > meter.left) meter.spend(steps)
    if (Array.isArray(one)) {
      // All of a long list at once would be more memory than the limit allows.
      if (steps + one.length > meter.left) meter.spend(steps + one.length)
      for (const item of one) pending.push(item)
    } else if (one instanceof Map) for (const [key, member] of one) pending.push(key, member)
    else if (isPlain(one)) for (const [key, member] of Object.entries(one)) pending.push(key, member)
  }
  return steps
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
