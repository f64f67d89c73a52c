import { expect } from 'vitest'

const factor = 16
/** How much more costly, beside the control, a case may become when both grow: the noise of a machine that others use. */
const tolerance = 4
/** What grows with the square does so every time; what is only disturbed gets another chance. */
const tries = 12

/**
 * Asserts that the cost of `run` grows as that of a linear control does: beside it, no time of a clock is of interest. Where
 * cost grows with the square, it is `factor` times as much.
 */
export function expectLinear(run: (size: number) => void, control: (size: number) => void, size: number): void {
  const best = { small: Infinity, large: Infinity, controlSmall: Infinity, controlLarge: Infinity }
  for (let round = 1; ; round += 1) {
    best.small = Math.min(best.small, costOf(run, size))
    best.controlSmall = Math.min(best.controlSmall, costOf(control, size))
    best.controlLarge = Math.min(best.controlLarge, costOf(control, size * factor))
    best.large = Math.min(best.large, costOf(run, size * factor))
    const before = Math.max(1, best.small / best.controlSmall)
    const growth = best.large / best.controlLarge / before
    if (growth <= tolerance) return
    if (round === tries) expect(growth).toBeLessThanOrEqual(tolerance)
  }
}

/** Microseconds of this process, not of the clock: others use the machine, too. */
function costOf(run: (size: number) => void, size: number): number {
  const start = process.cpuUsage()
  run(size)
  const { user, system } = process.cpuUsage(start)
  return Math.max(1, user + system)
}
