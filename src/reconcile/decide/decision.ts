import type { Blocked, Change, GuardCounts } from '../../model/change.ts'
import type { Claims } from '../../model/claims.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { present } from '../../model/present.ts'

/** What the plan does about one pair. Without `change`, live already is as the files want it. */
export interface Decision {
  readonly change?: Change
  readonly diagnostics: readonly Diagnostic[]
  /** The unique values that the identity has after the change; absent if they stay the same. */
  readonly claims?: Claims
  /** The `claims` that it does not have yet. */
  readonly takes?: Claims
  /** The key of the mark after the change, if it is a new one. */
  readonly takesKey?: IdentityKey
  /** The part of the counts that only takes back what people set in Kratos since the last apply. */
  readonly takesBack?: GuardCounts
  /** The part of the counts that removes values which idctl did not write: drift, and values from before the document had the line. */
  readonly takesOthers?: GuardCounts
  /** Decides again without the leaves that block the change (`restOf`). */
  readonly rest?: (why: Blocked) => Decision | undefined
  /** Present if this decision came from `rest`: the change with nothing left out, and blocked if a rule blocks it. */
  readonly whole?: Change
  /** The commit in the mark of the identity that a removal would take away. */
  readonly appliedAt?: string
}

/** Applies `map` to a decision, to its whole change, and to whatever `rest` will return. */
export function mapDecision(decision: Decision, map: (decision: Decision) => Decision): Decision {
  const { rest, whole } = decision
  if (rest === undefined && whole === undefined) return map(decision)
  const mapped = { ...map(decision), ...present({ whole: whole && map({ ...decision, change: whole }).change }) }
  if (rest === undefined) return mapped
  return {
    ...mapped,
    rest: (why) => {
      const open = rest(why)
      return open && mapDecision(open, map)
    },
  }
}
