import type { LiveIdentity, Mark } from '../../model/identity.ts'

/**
 * When a disabled identity was disabled last: somebody can have activated it in between, and an older tombstone may have the time
 * of the plan, which may have waited for its apply. What Kratos says of the state is the later one then. Nothing that cannot be
 * read is ever long ago.
 */
export function inactiveSince({ state_changed_at: changed }: LiveIdentity, disabledAt: string): number {
  return Math.max(Date.parse(disabledAt), changed === undefined ? Number.NEGATIVE_INFINITY : Date.parse(changed))
}

/** The latest time that a server has written down about an identity that idctl disabled, milliseconds since 1970. */
export function knownPast(live: LiveIdentity, mark: Mark | undefined): number | undefined {
  const since = mark?.disabled === undefined ? Number.NaN : inactiveSince(live, mark.disabled.at)
  return Number.isNaN(since) ? undefined : since
}
