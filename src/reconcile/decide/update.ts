import type { Edit } from '../../identity/edit.ts'
import { intendedOf } from '../../identity/intended.ts'
import { isCurrentMark, makeMark, owesSessions, withoutTodo } from '../../identity/mark.ts'
import { withOwedVerified } from '../../identity/owed-verification.ts'
import { nextReferences } from '../../identity/references.ts'
import { refusedTraits } from '../../identity/refused-traits.ts'
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
import { type IdentifierChange, identifierChange } from './identifier-change.ts'
import { schemaRefusalOf } from './schema-refusal.ts'
import { withoutDriftedTraits } from './without-drifted-traits.ts'

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
  readonly writesCredentials: boolean
  /** The document of a disabled identity is back. */
  readonly isTombstone: boolean
  readonly revokes: boolean
  /** The mark once everything is done, follow-ups included; `pair` has the present one. */
  readonly mark: Mark
  readonly diagnostics: readonly Diagnostic[]
}

/** A difference, with the account as it will be after the write (`intended`). Every rule about an update reads these facts. */
export interface Update extends Difference {
  readonly edits: readonly Edit[]
  readonly intended: LiveIdentity
  readonly schemas: SchemaPair
  /**
   * `live` without the traits that people have set since the last apply: only what idctl had given or left alone. `live` itself if there
   * are none.
   */
  readonly left: LiveIdentity
  /** The same change compared with `live`, and with `left`: the plan names every loss of `live`, guards count only losses of `left`. */
  readonly identifiers: { readonly fromLive: IdentifierChange; readonly fromLeft: IdentifierChange }
  readonly addresses: AddressEffect
  /** Why Kratos refuses every write to an identity of this schema; `undefined` if it does not. */
  readonly schemaRefusal: string | undefined
  /** The schema problems that the intended traits have. */
  readonly problems: readonly SchemaProblem[]
}

export function differenceOf(pair: BothPair, policy: Policy, waiting?: Waiting): Difference {
  const { desired, live, mark } = pair
  const isTombstone = mark?.disabled !== undefined && live.state === 'inactive'
  const { diff, diagnostics: strays, ...compared } = compareFields(pair, policy, waiting?.leaves)
  const fields = isTombstone ? withRestoredState(compared.fields, mark, pair) : compared.fields
  const writesCredentials = policy.writeCredentials.has(desired.key)
  const credentials = waiting?.credentials ? leaveCredentials(pair) : decideCredentials(pair, writesCredentials)
  return {
    pair,
    policy,
    fields,
    diff,
    observed: [...compared.observed, ...credentials.observed],
    credentials,
    writesCredentials,
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
export function isQuiet({ pair, policy, fields, credentials, revokes, mark }: Difference): boolean {
  if (pair.mark === undefined || isWritten({ fields, credentials, revokes })) return false
  return isCurrentMark(pair.mark, mark, policy.files)
}

export function updateOf(difference: Difference): Update {
  const { pair, policy, fields, mark } = difference
  const { live } = pair
  const edits = editsOf(fields, pair)
  const intended = intendedOf(live, edits, mark)
  const schemas = { live: policy.schemas.get(live.schema_id), intended: policy.schemas.get(intended.schema_id) }
  const schemaRefusal = schemaRefusalOf(intended.schema_id, policy)
  const schema = schemaRefusal === undefined ? schemas.intended : undefined
  const left = withoutDriftedTraits(pair, fields, schemas.live)
  const fromLive = identifierChange(live, intended, schemas.intended)
  return {
    edits,
    intended,
    schemas,
    left,
    identifiers: { fromLive, fromLeft: left === live ? fromLive : identifierChange(left, intended, schemas.intended) },
    addresses: addressEffect({ ...pair, live: withOwedVerified(live) }, intended, schemas, fields),
    schemaRefusal,
    problems: schema === undefined ? [] : refusedTraits(live.traits, intended.traits, schema),
    // Last, for the same reason as `withMembers`.
    ...difference,
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
