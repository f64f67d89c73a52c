import { type Change, type GuardName, guardNames, hasEffect } from '../../model/change.ts'
import type { Consents, GuardLimit, GuardLimits, GuardVerdict, LostPlace } from '../../model/plan.ts'

/**
 * Judges the whole plan: refused above max(floor, min(cap, ⌊percent × managed / 100⌋)) unless consented by number;
 * removing all that is managed always needs consent. `managed`: our marks in the whole listing; `lost`: places where everybody goes.
 */
export function judgeGuards(
  changes: readonly Change[],
  managed: number,
  limits: GuardLimits,
  consents: Consents,
  lost: readonly LostPlace[] = [],
): GuardVerdict[] {
  const counted = changes.filter(hasEffect)
  return guardNames.map((guard) => {
    const { limit, rule } = limitOf(guard, limits[guard], managed)
    const count = counted.reduce((sum, change) => sum + (change.counts[guard] ?? 0), 0)
    const removesAll = guard === 'removals' && count > 0 && count >= managed
    const consent = consents[guard]
    const exceeds = count > limit || removesAll
    return {
      guard,
      count,
      limit,
      rule: removesAll && count <= limit ? 'removing all that is managed always needs consent' : rule,
      ...(consent === undefined ? {} : { consent }),
      tripped: exceeds && (consent ?? 0) < count,
      // Where everybody goes, a single file or folder tells nothing more.
      ...(guard === 'removals' && lost.length > 0 && !removesAll ? { lost_places: lost } : {}),
    }
  })
}

/** The limit, and which part of the rule makes it. Without a share it reads as the number form of idctl.yaml does. */
export function limitOf(guard: GuardName, { percent, floor, cap }: GuardLimit, managed: number) {
  const share = Math.floor((percent * managed) / 100)
  const capped = Math.min(cap ?? share, share)
  const limit = Math.max(floor, capped)
  if (percent === 0) return { limit, rule: `guards.${guard}: ${floor}` }
  const bound = floor > capped ? `, at least ${floor}` : capped < share ? `, at most ${capped}` : ''
  return { limit, rule: `guards.${guard}: ${percent} % of ${managed} managed${bound}` }
}
