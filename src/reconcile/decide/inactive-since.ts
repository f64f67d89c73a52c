import type { LiveIdentity, Mark } from '../../model/identity.ts'

/**
 * When a disabled identity was last disabled, in milliseconds since 1970. The later of tombstone and Kratos' `state_changed_at` counts:
 * somebody may have activated the identity in between, and an old tombstone may have the time of a plan that was applied later.
 * An unreadable time gives `NaN`, for which no grace is ever over.
 */
export function inactiveSince({ state_changed_at: changed }: LiveIdentity, disabledAt: string): number {
  return Math.max(Date.parse(disabledAt), changed === undefined ? Number.NEGATIVE_INFINITY : Date.parse(changed))
}

/** The latest time that the server has recorded about an identity that idctl disabled, in milliseconds since 1970. */
export function knownPast(live: LiveIdentity, mark: Mark | undefined): number | undefined {
  const since = mark?.disabled === undefined ? Number.NaN : inactiveSince(live, mark.disabled.at)
  return Number.isNaN(since) ? undefined : since
}
