import { assertNever } from '../model/assert-never.ts'
import type { Change } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Claim } from './claims.ts'
import { decideCreate } from './decide-create.ts'
import { decideUpdate } from './decide-update.ts'
import type { Pair } from './match.ts'
import type { Policy } from './policy.ts'
import { decideRemoval } from './rules/removal.ts'

/** What is to be done about one pair. No change: live is as the files want it. */
export interface Decision {
  readonly change?: Change
  readonly diagnostics: readonly Diagnostic[]
  /** What the identity will hold of unique values after the change, where that changes. */
  readonly claims?: readonly Claim[]
}

/** One pair, one decision; the only place that turns a match into an action. */
export function decideChange(pair: Pair, policy: Policy): Decision {
  switch (pair.kind) {
    case 'desired-only':
      return decideCreate(pair.desired, policy)
    case 'both':
      return decideUpdate(pair, policy)
    case 'live-only': {
      const change = decideRemoval(pair.live, pair.mark, policy)
      return change ? { change, diagnostics: [] } : { diagnostics: [] }
    }
    default:
      return assertNever(pair)
  }
}
