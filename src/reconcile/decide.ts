import { assertNever } from '../model/assert-never.ts'
import type { Change } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Mark } from '../model/identity.ts'
import type { Claim } from './claims.ts'
import { decideCreate } from './decide-create.ts'
import { decideUpdate } from './decide-update.ts'
import { type ExpiredIdentity, expiredForNothing, expiryNotice, isExpired } from './expiry.ts'
import type { BothPair, Pair } from './match.ts'
import type { Policy } from './policy.ts'
import { decideRemoval } from './rules/removal.ts'

/** What is to be done about one pair. No change: live is as the files want it. */
export interface Decision {
  readonly change?: Change
  readonly diagnostics: readonly Diagnostic[]
  /** What the identity will hold of unique values after the change, where that changes. */
  readonly claims?: readonly Claim[]
  /** Of a removal: the commit in the mark that it would remove. */
  readonly appliedAt?: string
}

/** One pair, one decision; the only place that turns a match into an action. */
export function decideChange(pair: Pair, policy: Policy): Decision {
  switch (pair.kind) {
    case 'desired-only': {
      const { desired } = pair
      if (!isExpired(desired, policy.now)) {
        return noticed(decideCreate(desired, policy), expiryNotice(desired, 'created', policy))
      }
      return { diagnostics: [expiredForNothing(desired, 'it has no identity, and none is created')] }
    }
    case 'both': {
      const { desired } = pair
      if (isExpired(desired, policy.now)) return decideExpired(desired, pair, policy)
      return noticed(decideUpdate(pair, policy), expiryNotice(desired, pair.mark?.made ?? 'adopted', policy))
    }
    case 'live-only':
      return removalOf(pair.mark, decideRemoval(pair.live, pair.mark, policy))
    default:
      return assertNever(pair)
  }
}

/** As if the document had left the folder: only what idctl manages is removed. */
function decideExpired(desired: ExpiredIdentity, { live, mark }: BothPair, policy: Policy): Decision {
  if (mark === undefined) {
    return { diagnostics: [expiredForNothing(desired, 'its identity is not managed, and is left alone')] }
  }
  const { key, origin, expires, protect } = desired
  return removalOf(mark, decideRemoval(live, mark, policy, { key, origin, on: expires.on, protect }))
}

function removalOf(mark: Mark, change: Change | undefined): Decision {
  if (change === undefined) return { diagnostics: [] }
  const takes = change.action !== 'none' && change.reason !== 'todo' && !change.blocked
  return { change, diagnostics: [], ...(takes && mark.commit !== undefined && { appliedAt: mark.commit }) }
}

function noticed(decision: Decision, notices: readonly Diagnostic[]): Decision {
  return notices.length === 0 ? decision : { ...decision, diagnostics: [...decision.diagnostics, ...notices] }
}
