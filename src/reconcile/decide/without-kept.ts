import { withoutKeptDigests } from '../../identity/kept-digests.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Decision } from './decision.ts'

/** No plan tells the digests that a mark only keeps. */
export function withoutKept(decision: Decision, live: LiveIdentity): Decision {
  const { change } = decision
  if (change === undefined || !('mark' in change) || change.action === 'create') return decision
  return { ...decision, change: withoutKeptDigests(change, live) }
}
