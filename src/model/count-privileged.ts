import type { Change } from './change.ts'
import type { PrivilegedCounts, PrivilegedValues } from './privileged.ts'

/** Somebody whose privileged values change: a change of a plan, or one that somebody else has made. */
export type PrivilegedRow = Pick<Change, 'privileged' | 'blocked'>

/** Why nothing happens to the values; `undefined` if the change does it. */
export function heldBy(
  { blocked }: Pick<PrivilegedRow, 'blocked'>,
  { held }: PrivilegedValues,
): 'blocked' | PrivilegedValues['held'] {
  return blocked === undefined ? held : 'blocked'
}

/** How many people gain, lose or keep privileged values; `undefined` if none of the changes touches any. */
export function countPrivileged(changes: Iterable<PrivilegedRow>): PrivilegedCounts | undefined {
  const counts = { gain: 0, lose: 0, keep: 0, held: 0 }
  let isTouched = false
  for (const change of changes) {
    const all = change.privileged ?? []
    if (all.length === 0) continue
    isTouched = true
    const done = all.filter((values) => heldBy(change, values) === undefined)
    if (done.some(({ gained }) => gained !== undefined)) counts.gain++
    if (done.some(({ lost }) => lost !== undefined)) counts.lose++
    if (done.some(({ kept }) => kept !== undefined)) counts.keep++
    if (done.length < all.length) counts.held++
  }
  return isTouched ? counts : undefined
}
