import { refusedTraits } from '../../../identity/refused-traits.ts'
import type { SchemaProblem } from '../../../identity-schema/identity-schema.ts'
import type { Blocked, Change, Consequence, DisableChange, ReleaseChange, UpdateChange } from '../../../model/change.ts'
import type { BlockedCode } from '../../../model/change-codes.ts'
import type { LiveIdentity } from '../../../model/identity.ts'
import type { Policy } from '../../policy.ts'
import { becomesInactive } from '../explain-update.ts'

/**
 * Blocks a change that leaves the traits as they are, where Kratos would refuse it for them: it validates the whole
 * identity with every write, by the schema that it has now. Only a deletion and the end of sessions are not validated: a
 * leaver loses at least those.
 */
export function blockRefused<T extends Change | undefined>(change: T, live: LiveIdentity, policy: Policy): T | Change {
  if (change === undefined || change.blocked || !writesMark(change)) return change
  const reason = refusalOf(live, policy)
  if (reason === undefined) return change
  const blocked: Blocked = { code: 'schema', reason, hint: `${repair}${otherWay(change, policy)}` }
  return blockWrite(change, blocked)
}

/** The sessions of a leaver end all the same: that is no write of the identity. */
export function blockWrite(change: Change, blocked: Blocked): Change {
  if (change.action !== 'disable' || !leavesSessions.has(blocked.code)) return { ...change, blocked }
  const kept = change.consequences.filter(({ code }) => code === 'expired')
  return {
    ...change,
    blocked: { ...blocked, still: 'revoke_sessions' },
    consequences: [...kept, change.fields.length > 0 ? sessionsOnly : sessionsEnd],
    counts: {},
  }
}

/** What Kratos refuses, and no doubt about who it is. */
const leavesSessions: ReadonlySet<BlockedCode> = new Set(['schema', 'collision'])

/** Somebody whose document says `inactive`, and whom Kratos lets nobody write. */
export function endSessionsStill(change: UpdateChange): UpdateChange {
  if (change.action !== 'update' || change.blocked?.code !== 'schema' || !becomesInactive(change.fields)) return change
  return {
    ...change,
    blocked: { ...change.blocked, still: 'revoke_sessions' },
    consequences: [sessionsOnly],
    counts: {},
  }
}

function writesMark(change: Change): change is DisableChange | ReleaseChange | UpdateChange {
  return change.action !== 'create' && change.action !== 'delete' && change.action !== 'none'
}

/** Why Kratos refuses any write to an identity of this schema, whatever it holds. */
export function brokenSchema(
  id: string,
  { schemas, abilities }: Pick<Policy, 'schemas' | 'abilities'>,
): string | undefined {
  const broken = schemas.refusalOf(id, abilities)
  return broken && `Kratos refuses every write to it: its identity schema ${JSON.stringify(id)} ${broken}`
}

/** Why Kratos would refuse any write to this identity that leaves its traits alone. */
function refusalOf(live: LiveIdentity, policy: Policy): string | undefined {
  const broken = brokenSchema(live.schema_id, policy)
  if (broken !== undefined) return broken
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

const repair = 'repair that in Kratos, or in the schema'

/** A deletion is not validated. */
function otherWay(change: Change, { removal }: Policy): string {
  if (change.action !== 'disable' || change.reason === 'todo') return ''
  if (removal.graceMs !== undefined) return '; or delete the account in Kratos: that is not validated'
  return '; or say `delete` under `removal` in idctl.yaml: a deletion is not validated'
}

const sessionsEnd: Consequence = { code: 'sessions-revoked', text: 'all sessions end' }

const sessionsOnly: Consequence = {
  code: 'sessions-revoked',
  text: 'all sessions end all the same, at every apply; but the account stays active, and the person can sign in again',
}
