import { expect } from 'vitest'

const largest = 64
/**
 * How much more costly, beside the control, a case may become when it and the control grow by a factor: what grows with
 * the square and has a fifth of its cost in that at the small size exceeds both. The second is for what is in doubt:
 * something linear was seen at 4.7 of the first on a machine that others used (collecting garbage is paid by whoever allocates).
 */
const stages = [
  { factor: 16, tolerance: 4 },
  { factor: largest, tolerance: 12 },
]
/** What grows with the square does so every time; what is only disturbed gets another chance. */
const tries = 6

/** Asserts that the cost of `run` grows as that of a linear control does: beside it, no time of a clock is of interest. */
export function expectLinear(run: (size: number) => void, control: (size: number) => void, size: number): void {
  for (const { factor, tolerance } of stages) {
    const growth = growthOf(run, control, size, factor, tolerance)
    if (growth <= tolerance) return
    if (factor === largest) expect(growth).toBeLessThanOrEqual(tolerance)
  }
}

/** By how much a case became more costly beside the control, at the least of some tries; one that is within tolerance is enough. */
function growthOf(
  run: (size: number) => void,
  control: (size: number) => void,
  size: number,
  factor: number,
  tolerance: number,
): number {
  const best = { small: Infinity, large: Infinity, controlSmall: Infinity, controlLarge: Infinity }
  let growth = Infinity
  for (let round = 1; round <= tries && growth > tolerance; round += 1) {
    best.small = Math.min(best.small, costOf(run, size))
    best.controlSmall = Math.min(best.controlSmall, costOf(control, size))
    best.controlLarge = Math.min(best.controlLarge, costOf(control, size * factor))
    best.large = Math.min(best.large, costOf(run, size * factor))
    const before = Math.max(1, best.small / best.controlSmall)
    growth = best.large / best.controlLarge / before
  }
  return growth
}

/** Microseconds of this process, not of the clock: others use the machine, too. */
function costOf(run: (size: number) => void, size: number): number {
  const start = process.cpuUsage()
  run(size)
  const { user, system } = process.cpuUsage(start)
  return Math.max(1, user + system)
}
