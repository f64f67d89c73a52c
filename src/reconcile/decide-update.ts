import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { Blocked, Consequence, FieldChange, GuardCounts, Reason, UpdateChange } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { isJsonObject } from '../model/json.ts'
import { baseOf, marksEqual } from './base.ts'
import { claimsOf } from './claims.ts'
import { compareFields, editsOf } from './compare-fields.ts'
import { adoptionConsequences, type DerivedEffect, derivedEffect, releaseConsequences } from './consequences.ts'
import type { Decision } from './decide.ts'
import { addressEffect } from './declared-addresses.ts'
import type { FieldDiff } from './diff.ts'
import { makeMark, openTodo, withoutReferenceDigests } from './mark.ts'
import type { BothPair } from './match.ts'
import type { Policy } from './policy.ts'
import { stayingIdentifiers } from './rules/abilities.ts'
import { blockAdoption } from './rules/adoption.ts'
import { resultingTraitsProblems } from './rules/resulting-traits.ts'
import { targetOf } from './target.ts'

/** A document and its live identity: an update, an adoption, or nothing to do. */
export function decideUpdate(pair: BothPair, policy: Policy): Decision {
  const { desired, live, mark } = pair
  const isTombstone = mark?.disabled !== undefined && live.state === 'inactive'
  const { diff, diagnostics: strays } = compareFields(pair, policy)
  const fields = isTombstone ? withRestoredState(diff.changes, mark, pair) : diff.changes
  const nextMark = makeMark({
    workspace: policy.workspace,
    desired,
    made: mark?.made ?? 'adopted',
    marked: diff.marked,
    ...(mark?.credentials && { credentials: mark.credentials }),
  })
  const revokes = isTombstone || becomesInactive(fields) || (mark !== undefined && openTodo(mark).length > 0)
  const diagnostics = [...credentialWarnings(pair), ...strays]
  if (fields.length === 0 && !revokes && mark && marksEqual(mark, nextMark)) {
    return diff.observed.length === 0 ? { diagnostics } : { change: observedOnly(pair, diff), diagnostics }
  }
  const edits = editsOf(fields, pair)
  const target = targetOf(live, edits, nextMark)
  const schema = policy.schemas.get(target.schema_id)
  const effect = derivedEffect(live, target, schema)
  const addresses = addressEffect(pair, target, { before: policy.schemas.get(live.schema_id), after: schema }, fields)
  const blocked = blockUpdate(pair, policy)
  const change: UpdateChange = {
    action: mark ? 'update' : 'adopt',
    key: desired.key,
    id: live.id,
    origin: desired.origin,
    reason: reasonOf(pair, fields, isTombstone),
    fields,
    ...(diff.released.length > 0 ? { released: diff.released } : {}),
    ...(diff.observed.length > 0 ? { observed: diff.observed } : {}),
    base: baseOf(
      live,
      fields.map(({ path }) => path),
    ),
    mark: withoutReferenceDigests(nextMark, desired),
    ...agreedReferences(pair, diff, fields),
    ...(revokes ? { revoke_sessions: true as const } : {}),
    ...addresses.flag,
    consequences: [...consequencesOf(pair, diff, effect, fields, revokes), ...addresses.consequences],
    counts: countsOf(pair, fields, effect),
    ...(blocked && { blocked }),
  }
  return {
    change,
    diagnostics: [
      ...diagnostics,
      ...(blocked ? [] : resultingTraitsProblems(pair, target, fields, schema)),
      ...(blocked ? [] : stayingIdentifiers(pair, { edits, mark: nextMark, schema }, policy.abilities)),
    ],
    ...claimsAfter(target, schema),
  }
}

/** The mark alone, nothing else (`idctl adopt KEY`): leaves that already agree are marked as applied. */
export function markOnly(change: UpdateChange, live: LiveIdentity): UpdateChange {
  const differing = new Set(change.fields.map(({ path }) => path))
  const fields = Object.fromEntries(Object.entries(change.mark.fields).filter(([path]) => !differing.has(path)))
  return {
    action: 'adopt',
    key: change.key,
    id: change.id,
    ...(change.origin && { origin: change.origin }),
    reason: 'unmarked',
    fields: [],
    base: baseOf(live, []),
    mark: { ...change.mark, fields },
    ...(change.agreed && { agreed: change.agreed }),
    consequences: adoptionConsequences(live, change.mark.protect === true),
    counts: { adoptions: 1 },
    ...(change.blocked && { blocked: change.blocked }),
  }
}

/** The document of a disabled identity is back: the state it had, unless the document says which. */
function withRestoredState(changes: readonly FieldChange[], mark: Mark, { desired }: BothPair): readonly FieldChange[] {
  const before = mark.disabled?.state_before ?? 'active'
  if (desired.fields['/state']?.mode === 'enforce' || before === 'inactive') return changes
  const others = changes.filter(({ path }) => path !== '/state')
  return [...others, { path: '/state', before: 'inactive', after: before, cause: 'pending', sensitive: false }]
}

/** Leaves from references that live already has: their digests belong in the mark, but may not stand in the plan. */
function agreedReferences({ desired, mark }: BothPair, diff: FieldDiff, fields: readonly FieldChange[]) {
  const written = new Set(fields.map(({ path }) => path))
  const agreed = Object.entries(desired.fields).flatMap(([path, { reference, mode }]) => {
    if (reference === undefined || written.has(path) || diff.marked[path] === undefined) return []
    const fresh = mode === 'merge' ? { reference, merge: true as const } : reference
    return [[path, mode === 'seed' && mark?.fields[path] !== undefined ? null : fresh] as const]
  })
  return agreed.length === 0 ? {} : { agreed: Object.fromEntries(agreed) }
}

function becomesInactive(fields: readonly FieldChange[]): boolean {
  return fields.some(({ path, after }) => path === '/state' && after === 'inactive')
}

function blockUpdate(pair: BothPair, policy: Policy): Blocked | undefined {
  const { metadata_admin: admin } = pair.live
  if (admin !== null && !isJsonObject(admin)) {
    return {
      code: 'metadata',
      reason: 'its live metadata_admin is not an object, so there is no place for the mark',
      hint: 'make it an object (or null) in Kratos first',
    }
  }
  return pair.mark ? undefined : blockAdoption(pair, policy)
}

function reasonOf({ mark }: BothPair, fields: readonly FieldChange[], isTombstone: boolean): Reason {
  if (!mark) return 'unmarked'
  if (isTombstone) return 'restored'
  const causes = new Set(fields.map(({ cause }) => cause))
  const drifted = causes.has('drift') || causes.has('both')
  const moved = causes.has('pending') || causes.has('new') || causes.has('removed')
  if (causes.has('both') || (drifted && moved)) return 'both'
  if (drifted) return 'drift'
  if (causes.has('pending')) return 'pending'
  if (causes.has('new')) return 'new'
  if (causes.has('removed')) return 'removed'
  return openTodo(mark).length > 0 ? 'todo' : 'mark'
}

function consequencesOf(
  { desired, live, mark }: BothPair,
  diff: FieldDiff,
  effect: DerivedEffect,
  fields: readonly FieldChange[],
  revokes: boolean,
): Consequence[] {
  const list: Consequence[] = [...effect.consequences]
  const isRename = mark !== undefined && mark.key !== desired.key
  if (isRename && !list.some(({ code }) => code === 'same-account')) {
    list.push({ code: 'same-account', text: 'key changes; same account: credentials and sessions stay' })
  }
  if (fields.some(({ path }) => path === '/schema_id')) {
    list.push({
      code: 'schema-changes',
      text: 'moves to another identity schema: identifiers and addresses are derived anew',
    })
  }
  if (becomesInactive(fields)) list.push({ code: 'access-lost', text: 'the person can no longer sign in' })
  if (revokes) list.push({ code: 'sessions-revoked', text: 'all sessions end' })
  if (!mark) list.push(...adoptionConsequences(live, desired.protect === true))
  if (!mark && desired.credentials) {
    list.push({
      code: 'credentials-left-alone',
      text: 'the credentials of the document are not written to an adopted account',
    })
  }
  return [...list, ...releaseConsequences(diff.released, desired.ownership)]
}

function countsOf({ live, mark }: BothPair, fields: readonly FieldChange[], effect: DerivedEffect): GuardCounts {
  const losesAccess = (becomesInactive(fields) && live.state === 'active') || effect.lastIdentifierGoes
  const fieldRemovals = fields.filter(
    ({ before, after, reference }) => reference === undefined && before !== undefined && after === undefined,
  )
  return {
    ...(losesAccess ? { removals: 1 } : {}),
    ...(fieldRemovals.length > 0 ? { field_removals: fieldRemovals.length } : {}),
    ...(effect.identifiersChange ? { identifier_changes: 1 } : {}),
    ...(mark ? {} : { adoptions: 1 }),
    ...(mark && fields.length > 0 ? { updates: 1 } : {}),
  }
}

function observedOnly({ desired, live }: BothPair, diff: FieldDiff) {
  return {
    action: 'none' as const,
    key: desired.key,
    id: live.id,
    origin: desired.origin,
    reason: 'drift' as const,
    fields: [],
    observed: diff.observed,
    consequences: [],
    counts: {},
  }
}

function claimsAfter(target: LiveIdentity, schema: IdentitySchema | undefined): { claims?: string[] } {
  return schema === undefined ? {} : { claims: claimsOf(schema.derive(target.traits), target.external_id) }
}

/** Credentials are written at creation only: a hash that changed in the file since is said, never sent. */
function credentialWarnings({ desired, mark }: BothPair): Diagnostic[] {
  const hash = desired.credentials?.password?.hashed_password
  const written = mark?.credentials?.['/password/config/hashed_password']
  if (hash === undefined || !('from' in hash) || written === undefined || hash.fingerprint === written) return []
  return [
    {
      severity: 'warning',
      code: 'IDC531',
      summary: `the password hash of "${desired.key}" changed in the file; credentials are written only when an identity is created`,
      hint: 'the live password stays as it is',
      at: desired.origin,
      secret: true,
    },
  ]
}
