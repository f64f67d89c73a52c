import type { Change } from '../../model/change.ts'
import { differingFields, disables } from '../../model/change-parts.ts'
import { noChanges, type PlanSummary } from '../../model/plan.ts'
import { present } from '../../model/present.ts'

/** Counts by action; an update to `state: inactive` counts as disabling; blocked changes count as blocked only; `drifted` overlaps the actions. */
export function summarise(
  changes: readonly Change[],
  unchanged: number,
  unmanaged: number,
  formerOrigins = 0,
): PlanSummary {
  const summary = { ...noChanges, unchanged, ...present({ former_origins: formerOrigins || undefined }), unmanaged }
  for (const change of changes) {
    if (change.blocked) summary.blocked++
    else if (disables(change)) summary.disable++
    else if (change.action !== 'none') summary[change.action]++
    if (isDrifted(change)) summary.drifted++
    if ((change.observed?.length ?? 0) > 0) summary.observed++
  }
  return summary
}

/**
 * Live moved: a managed leaf differs from what was last applied, a disabled account is active again, or an identity that
 * the inventory knows is gone.
 */
function isDrifted(change: Change): boolean {
  return (
    change.blocked?.code === 'reactivated' ||
    (change.action === 'create' && change.recreates === true) ||
    differingFields(change).some(({ cause }) => cause === 'drift' || cause === 'both')
  )
}
