import type { Cause } from './change-codes.ts'
import type { Json, JsonPointer } from './json.ts'

/**
 * How people gain, lose or keep a privileged value. `value`: it is written or removed. `access`: it stays on the account, whose person
 * can sign in again or no longer. `release`: it stays, and idctl no longer manages it.
 */
export const privilegedWays = ['value', 'access', 'release'] as const

/** Why a plan does not do it: people set the value themselves, and undoing that waits; or the files leave the value alone. */
export const plannedHolds = ['waits', 'observed'] as const

/** In drift: why it does not count: the baseline accepts it, or it was seen in too few runs. */
export const privilegedHolds = [...plannedHolds, 'accepted', 'recent'] as const

/** What a change means for the values of one leaf at or below a pointer of `privileged`. A list is told by its items. */
export interface PrivilegedValues {
  readonly path: JsonPointer
  readonly by: (typeof privilegedWays)[number]
  /** What the person has after the change and not before. An item that is twice in a list counts twice. Absent = nothing. */
  readonly gained?: readonly Json[]
  /** What the person has before the change and not after. */
  readonly lost?: readonly Json[]
  /** Only with `release`: what the person keeps. */
  readonly kept?: readonly Json[]
  /** Of the leaf; only with `value`. */
  readonly cause?: Cause
  /** Not done, although the change itself may be; in drift: not counted. */
  readonly held?: (typeof privilegedHolds)[number]
  /** Its values are `hiddenValue`. */
  readonly sensitive: boolean
}

/** Numbers of people; somebody who gains one value and loses another is in both. */
export interface PrivilegedCounts {
  readonly gain: number
  readonly lose: number
  /** Those who keep values that idctl no longer manages. */
  readonly keep: number
  /** Those whose change, or a leaf of it, is blocked, waits or is only observed. */
  readonly held: number
}
