import type { Change } from '../../model/change.ts'
import { type GuardName, guardNames } from '../../model/change-codes.ts'
import { hasEffect } from '../../model/change-parts.ts'
import { guardFlag } from '../../model/guard-flag.ts'
import type { Consents, GuardLimit, GuardLimits, GuardVerdict, LostPlace } from '../../model/plan.ts'
import { present, unlessEmpty } from '../../model/present.ts'

interface Surroundings {
  /** Files and folders whose people are all removed. */
  readonly lost?: readonly LostPlace[]
  /** How many of the managed identities have no access to lose: they are disabled already, or have a copy of a mark. */
  readonly inert?: number
}

/**
 * Judges the whole plan. A guard trips above max(floor, min(cap, ⌊percent × managed / 100⌋)). A number that the user gives counts
 * instead, whether it is larger or smaller. Removing everybody who has access always needs that number. `managed`: marks of this workspace in the whole listing.
 */
export function judgeGuards(
  changes: readonly Change[],
  managed: number,
  limits: GuardLimits,
  consents: Consents,
  { lost = [], inert = 0 }: Surroundings = {},
): GuardVerdict[] {
  const counted = changes.filter(hasEffect)
  const losers = counted.filter(takesAccess).length
  const counts = new Map<string, number>()
  for (const change of counted) {
    for (const [guard, count] of Object.entries(change.counts)) counts.set(guard, (counts.get(guard) ?? 0) + count)
  }
  return guardNames.map((guard) => {
    const { limit, rule } = limitOf(guard, limits[guard], managed)
    const count = counts.get(guard) ?? 0
    const removesAll = guard === 'removals' && count > 0 && losers >= managed - inert
    const verdict = {
      guard,
      count,
      limit,
      rule: removesAll && count <= limit ? 'removing all that is managed always needs consent' : rule,
      tripped: count > limit || removesAll,
      // If everybody is removed, naming single files or folders adds nothing.
      ...present({ lost_places: guard === 'removals' && !removesAll ? unlessEmpty(lost) : undefined }),
    }
    return withConsent(verdict, consents[guard])
  })
}

/** The verdict with the number that the user gives; absent: as it is. */
export function withConsent(verdict: GuardVerdict, consent: number | undefined): GuardVerdict {
  if (consent === undefined) return verdict
  const { guard, count, limit, lost_places } = verdict
  const tripped = count > consent
  const rule = tripped && !verdict.tripped && count <= limit ? `${guardFlag(guard)} counts instead` : verdict.rule
  return { guard, count, limit, rule, consent, tripped, ...present({ lost_places }) }
}

/** Whether somebody who is active loses the access that idctl gave. */
function takesAccess({ counts, reason }: Change): boolean {
  return reason !== 'grace-over' && ((counts.removals ?? 0) > 0 || (counts.replacements ?? 0) > 0)
}

/** The limit, and the part of the rule that sets it. Without a percentage it reads like the number form of idctl.yaml. */
export function limitOf(guard: GuardName, { percent, floor, cap }: GuardLimit, managed: number) {
  const share = Math.floor((percent * managed) / 100)
  const capped = Math.min(cap ?? share, share)
  const limit = Math.max(floor, capped)
  if (percent === 0) return { limit, rule: `guards.${guard}: ${floor}` }
  const bound = floor > capped ? `, at least ${floor}` : capped < share ? `, at most ${capped}` : ''
  return { limit, rule: `guards.${guard}: ${percent} % of ${managed} managed${bound}` }
}
