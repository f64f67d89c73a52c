import type { Claim } from '../../identity/claims.ts'
import type { Change, GuardCounts } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { IdentityKey } from '../../model/identity.ts'

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
  /** Of a removal: the commit in the mark that it would remove. */
  readonly appliedAt?: string
}
