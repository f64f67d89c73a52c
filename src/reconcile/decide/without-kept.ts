import { withoutKeptDigests } from '../../identity/kept-digests.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Decision } from './decision.ts'

/** Removes the digests that a mark only keeps from the change: no plan may contain them. */
export function withoutKept(decision: Decision, live: LiveIdentity): Decision {
  const { change } = decision
  if (change === undefined || !('mark' in change) || change.action === 'create') return decision
  return { ...decision, change: withoutKeptDigests(change, live) }
}
