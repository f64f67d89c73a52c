import type { LiveIdentity } from '../model/identity.ts'
import { jsonEqual } from '../model/json.ts'

/** Whether what Kratos derives can change at all; what it holds beside the traits is no effect of other edits. */
export function derivesAnew(live: LiveIdentity, target: LiveIdentity): boolean {
  return live.schema_id !== target.schema_id || !jsonEqual(live.traits, target.traits)
}
