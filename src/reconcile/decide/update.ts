import type { Edit } from '../../identity/edit.ts'
import { isCurrentMark, makeMark, owesSessions, withoutTodo } from '../../identity/mark.ts'
import { withOwedVerified } from '../../identity/owed-verification.ts'
import { nextReferences } from '../../identity/references.ts'
import { refusedTraits } from '../../identity/refused-traits.ts'
import { targetOf } from '../../identity/target.ts'
import type { SchemaPair } from '../../identity/verified-addresses.ts'
import type { SchemaProblem } from '../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { compareFields, editsOf } from '../diff/compare-fields.ts'
import { type CredentialDecision, decideCredentials, leaveCredentials } from '../diff/decide-credentials.ts'
import { type AddressEffect, addressEffect } from '../diff/declared-addresses.ts'
import type { FieldDiff } from '../diff/diff.ts'
import type { BothPair } from '../match/match.ts'
import { markCommit, type Policy } from '../policy.ts'
import { asLeft } from './as-left.ts'
import { brokenSchema } from './broken-schema.ts'
import { type IdentifierChange, identifierChange } from './identifier-change.ts'

/** The parts of an update that this change leaves out (`restOf`). */
export interface Waiting {
  readonly leaves: ReadonlySet<JsonPointer>
  readonly credentials: boolean
  /** Key, origin and the other members of the live mark stay. */
  readonly mark: boolean
}

/** How a document and its live identity differ. */
export interface Difference {
  readonly pair: BothPair
  readonly policy: Policy
  /** All rows: leaves, live nodes that are removed with them, and a restored state. */
  readonly fields: readonly FieldChange[]
  readonly diff: FieldDiff
  readonly observed: readonly FieldChange[]
  readonly credentials: CredentialDecision
  /** `--write-credentials` names the key. */
  readonly asked: boolean
  /** The document of a disabled identity is back. */
  readonly isTombstone: boolean
  readonly revokes: boolean
  /** The mark once everything is done, follow-ups included; `pair` has the present one. */
  readonly mark: Mark
  readonly diagnostics: readonly Diagnostic[]
}

/** A difference, with the account as it will be after the write. Every rule about an update reads these facts. */
export interface Update extends Difference {
  readonly edits: readonly Edit[]
  readonly target: LiveIdentity
  readonly schemas: SchemaPair
  /** `live` without the traits that people have set since the last apply; `live` itself if there are none. */
  readonly left: LiveIdentity
  /** The plan names every loss of `live`; the guards count only losses of `left`, which are of what idctl had given or left alone. */
  readonly identifiers: { readonly told: IdentifierChange; readonly counted: IdentifierChange }
  readonly addresses: AddressEffect
  /** Why Kratos refuses every write to an identity of this schema; `undefined` if it does not. */
  readonly broken: string | undefined
  /** The schema problems of the target's traits. */
  readonly problems: readonly SchemaProblem[]
}

export function differenceOf(pair: BothPair, policy: Policy, waiting?: Waiting): Difference {
  const { desired, live, mark } = pair
  const isTombstone = mark?.disabled !== undefined && live.state === 'inactive'
  const { diff, diagnostics: strays, ...compared } = compareFields(pair, policy, waiting?.leaves)
  const fields = isTombstone ? withRestoredState(compared.fields, mark, pair) : compared.fields
  const asked = policy.writeCredentials.has(desired.key)
  const credentials = waiting?.credentials ? leaveCredentials(pair) : decideCredentials(pair, asked)
  return {
    pair,
    policy,
    fields,
    diff,
    observed: [...compared.observed, ...credentials.observed],
    credentials,
    asked,
    isTombstone,
    revokes: isTombstone || becomesInactive(fields) || (mark !== undefined && owesSessions(mark)),
    mark:
      waiting?.mark && mark
        ? markOfLeft(mark, live, diff.marked)
        : makeMark({
            workspace: policy.workspace,
            desired,
            made: mark?.made ?? 'adopted',
            marked: diff.marked,
            found: [...diff.found, ...credentials.found],
            references: nextReferences(desired, diff.marked, live, fields),
            credentials: credentials.marked,
            commit: markCommit(policy, mark),
            id: live.id,
          }),
    diagnostics: [...credentials.diagnostics, ...strays],
  }
}

/** The live mark with the leaves of `marked`: everything else in it waits. */
function markOfLeft(mark: Mark, { id }: LiveIdentity, marked: Mark['fields']): Mark {
  return { ...withoutTodo(mark, { kind: 'revoke_sessions' }), id, fields: marked }
}

/** Whether more than the mark is to be written. */
export function isWritten({
  fields,
  credentials,
  revokes,
}: Pick<Difference, 'fields' | 'credentials' | 'revokes'>): boolean {
  return fields.length > 0 || credentials.changes.length > 0 || revokes
}

/** Whether nothing is to be written, not even the mark. */
export function isQuiet({ pair, fields, credentials, revokes, mark }: Difference): boolean {
  return !isWritten({ fields, credentials, revokes }) && pair.mark !== undefined && isCurrentMark(pair.mark, mark)
}

export function updateOf(difference: Difference): Update {
  const { pair, policy, fields, mark } = difference
  const { live } = pair
  const edits = editsOf(fields, pair)
  const target = targetOf(live, edits, mark)
  const schemas = { live: policy.schemas.get(live.schema_id), target: policy.schemas.get(target.schema_id) }
  const broken = brokenSchema(target.schema_id, policy)
  const schema = broken === undefined ? schemas.target : undefined
  const left = asLeft(pair, fields, schemas.live)
  const told = identifierChange(live, target, schemas.target)
  return {
    ...difference,
    edits,
    target,
    schemas,
    left,
    identifiers: { told, counted: left === live ? told : identifierChange(left, target, schemas.target) },
    addresses: addressEffect({ ...pair, live: withOwedVerified(live) }, target, schemas, fields),
    broken,
    problems: schema === undefined ? [] : refusedTraits(live.traits, target.traits, schema),
  }
}

export function becomesInactive(fields: readonly FieldChange[]): boolean {
  return fields.some(({ path, after }) => path === '/state' && after === 'inactive')
}

/** Restores the state that a disabled identity had before, unless the document sets one. */
function withRestoredState(changes: readonly FieldChange[], mark: Mark, { desired }: BothPair): readonly FieldChange[] {
  const before = mark.disabled?.state_before ?? 'active'
  if (before === 'inactive') return changes
  if (desired.fields['/state']?.mode === 'enforce') {
    // idctl itself made it inactive, so this is no drift.
    return changes.map((change) => (change.path === '/state' ? { ...change, cause: 'pending' } : change))
  }
  const others = changes.filter(({ path }) => path !== '/state')
  return [...others, { path: '/state', before: 'inactive', after: before, cause: 'pending', sensitive: false }]
}
