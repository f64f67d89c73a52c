import { refusedTraits } from '../../../identity/refused-traits.ts'
import type { SchemaProblem } from '../../../identity-schema/identity-schema.ts'
import type { Blocked, Change } from '../../../model/change.ts'
import type { LiveIdentity } from '../../../model/identity.ts'
import type { Policy } from '../../policy.ts'
import { schemaRefusalOf } from '../schema-refusal.ts'

/** A change that leaves the traits alone. */
export interface Write {
  readonly change: Change
  readonly live: LiveIdentity
  readonly policy: Policy
}

/**
 * Blocks if the live traits do not fit the current schema: Kratos validates all of them with every write. It does not validate a
 * deletion or the end of sessions.
 */
export function refusedWrite(write: Write): Blocked | undefined {
  if (!writesMark(write.change)) return undefined
  const reason = reasonOf(write)
  return reason === undefined ? undefined : { code: 'schema', reason, hint: `${repair}${otherWay(write)}` }
}

function writesMark({ action }: Change): boolean {
  return action !== 'create' && action !== 'delete' && action !== 'none'
}

/** Why Kratos would refuse any write to this identity that leaves its traits alone. */
function reasonOf({ live, policy }: Write): string | undefined {
  const schemaRefusal = schemaRefusalOf(live.schema_id, policy)
  if (schemaRefusal !== undefined) return schemaRefusal
  const { schemas } = policy
  const name = JSON.stringify(live.schema_id)
  const schema = schemas.get(live.schema_id)
  const problems = schema === undefined ? [] : refusedTraits(live.traits, live.traits, schema)
  if (schema === undefined || problems.length === 0) return undefined
  return `Kratos refuses every write to it: its live traits do not fit its identity schema ${name} (${problemText(problems)})`
}

function problemText([first, ...others]: readonly SchemaProblem[]): string {
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  return first === undefined ? '' : `${first.path}: ${first.message}${more}`
}

const repair = 'correct the traits in Kratos, or correct the schema'

/** Suggests a deletion, which Kratos does not validate. */
function otherWay({ change, policy: { removal } }: Write): string {
  if (change.action !== 'disable' || change.reason === 'todo') return ''
  if (removal.graceMs !== undefined) return '; or delete the account in Kratos: that is not validated'
  return '; or say `delete` under `removal` in idctl.yaml: a deletion is not validated'
}
