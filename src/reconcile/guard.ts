import { type Change, type GuardName, guardNames } from '../model/change.ts'
import type { Consents, GuardVerdict } from '../model/plan.ts'

export type GuardLimits = Readonly<Record<GuardName, { readonly percent: number; readonly floor: number }>>

/**
 * Judges the whole plan (product §5.2): refused above max(floor, ⌊percent × managed / 100⌋) unless consented by number;
 * removing all that is managed always needs consent. `managed`: our marks in the whole listing.
 */
export function judgeGuards(
  changes: readonly Change[],
  managed: number,
  limits: GuardLimits,
  consents: Consents,
): GuardVerdict[] {
  return guardNames.map((guard) => {
    const { percent, floor } = limits[guard]
    const limit = Math.max(floor, Math.floor((percent * managed) / 100))
    const counted = changes.filter((change) => !change.blocked)
    const count = counted.reduce((sum, change) => sum + (change.counts[guard] ?? 0), 0)
    const removesAll = guard === 'removals' && count > 0 && count >= managed
    const consent = consents[guard]
    const exceeds = count > limit || removesAll
    const rule =
      removesAll && count <= limit
        ? 'removing all that is managed always needs consent'
        : ruleText(guard, percent, floor, managed)
    return {
      guard,
      count,
      limit,
      rule,
      ...(consent === undefined ? {} : { consent }),
      tripped: exceeds && (consent ?? 0) < count,
    }
  })
}

function ruleText(guard: GuardName, percent: number, floor: number, managed: number): string {
  return `guards.${guard}: ${percent} % of ${managed} managed, at least ${floor}`
}
