import type { Change } from '../model/change.ts'
import { type DriftItem, isRecent } from '../model/drift.ts'
import { isAtOrBelow } from '../model/json.ts'
import { present } from '../model/present.ts'
import type { PrivilegedValues } from '../model/privileged.ts'

/**
 * What people have gained and lost in live since the last apply, below the pointers of `privileged`: the opposite of what a change would
 * do about it. Absent if the differences touch no privileged value.
 */
export function privilegedDrift(
  { privileged = [] }: Pick<Change, 'privileged'>,
  items: readonly DriftItem[],
): readonly PrivilegedValues[] | undefined {
  const all = privileged.flatMap((values) => {
    const item = items.find((one) => isAbout(one, values))
    return item === undefined ? [] : [asHappened(values, item)]
  })
  return all.length === 0 ? undefined : all
}

function isAbout({ field, subject, observed }: DriftItem, { path, by, held }: PrivilegedValues): boolean {
  if ((held === 'observed') !== (observed === true)) return false
  if (field !== undefined) {
    return by === 'access' ? field.path === '/state' : by === 'value' && isAtOrBelow(path, field.path)
  }
  if (!('kind' in subject)) return false
  return subject.kind === 'missing' ? by === 'value' : subject.kind === 'reactivated' && by === 'access'
}

function asHappened({ path, by, gained, lost, cause, sensitive }: PrivilegedValues, item: DriftItem): PrivilegedValues {
  const held = whyNotDrift(item)
  return { path, by, ...present({ gained: lost, lost: gained, cause, held }), sensitive }
}

/** Why a difference is no drift that somebody must look at. */
function whyNotDrift(item: DriftItem): PrivilegedValues['held'] {
  if (item.verdict.kind === 'accepted') return 'accepted'
  if (!item.counts) return 'observed'
  return isRecent(item) ? 'recent' : undefined
}
