import type { LiveIdentity } from '../model/identity.ts'
import { jsonEqual } from '../model/json.ts'

/** Whether a write makes Kratos derive identifiers and addresses again: only a change of schema or traits does. */
export function derivesAnew(live: LiveIdentity, intended: LiveIdentity): boolean {
  return live.schema_id !== intended.schema_id || !jsonEqual(live.traits, intended.traits)
}
