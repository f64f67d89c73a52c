/** Bounds of the pauses between repetitions, in milliseconds. */
export interface Pauses {
  /** Upper bound of the first pause; doubled each time. */
  readonly firstPause: number
  readonly longestPause: number
}

/** Upper bound of the pause after this attempt (from 1). */
export function pauseBound(attempt: number, { firstPause, longestPause }: Pauses): number {
  return Math.min(longestPause, firstPause * 2 ** (attempt - 1))
}

/** A random pause between half of `bound` and `bound`, so that requests that failed together are not repeated together. `random`: in [0, 1). */
export function jittered(bound: number, random: number): number {
  return bound / 2 + (random * bound) / 2
}
