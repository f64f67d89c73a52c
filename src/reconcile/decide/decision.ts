import type { Blocked, Change, GuardCounts } from '../../model/change.ts'
import type { Claim } from '../../model/claims.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { present } from '../../model/present.ts'

/** What is to be done about one pair. No change: live is as the files want it. */
export interface Decision {
  readonly change?: Change
  readonly diagnostics: readonly Diagnostic[]
  /** What the identity will hold of unique values after the change, where that changes. */
  readonly claims?: readonly Claim[]
  /** Those among them that it does not hold yet. */
  readonly takes?: readonly Claim[]
  /** The key that the mark has after the change, and not before. */
  readonly takesKey?: IdentityKey
  /** What of the counts of the change only takes back what was set in Kratos since the last apply. */
  readonly takesBack?: GuardCounts
  /** The part of the counts that removes values which idctl did not write: drift, and values from before the document had the line. */
  readonly takesOthers?: GuardCounts
  /** Decides again without the leaves that block the change (`restOf`). */
  readonly rest?: (why: Blocked) => Decision | undefined
  /** Where this decision came from `rest`: the change with nothing left out, blocked where a rule says so. */
  readonly whole?: Change
  /** Of a removal: the commit in the mark that it would remove. */
  readonly appliedAt?: string
}

/** Applies `map` to a decision, to its whole change, and to whatever `rest` will return. */
export function mapDecision(decision: Decision, map: (decision: Decision) => Decision): Decision {
  const { rest, whole } = decision
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
