import { baseOf } from '../../identity/base.ts'
import { claimsAfter } from '../../identity/claims.ts'
import { foundBeside, foundIn, foundMember } from '../../identity/found.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import {
  isCurrentMark,
  makeMark,
  owesInvite,
  owesSessions,
  referencesMember,
  withoutReferenceDigests,
} from '../../identity/mark.ts'
import { linksAfter } from '../../identity/marked-credentials.ts'
import { withOwedVerified } from '../../identity/owed-verification.ts'
import { keptReferences, nextReferences } from '../../identity/references.ts'
import { targetOf } from '../../identity/target.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Blocked, CredentialChange, FieldChange, UpdateChange } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { isJsonObject, type JsonPointer } from '../../model/json.ts'
import { modeAt } from '../../model/ownership.ts'
import { present } from '../../model/present.ts'
import { isTemporaryText, temporaryLeaves } from '../../swap/aside-leaves.ts'
import { compareFields, editsOf } from '../diff/compare-fields.ts'
import { type CredentialDecision, decideCredentials } from '../diff/decide-credentials.ts'
import { addressEffect } from '../diff/declared-addresses.ts'
import type { FieldDiff } from '../diff/diff.ts'
import type { BothPair } from '../match/match.ts'
import { markCommit, type Policy } from '../policy.ts'
import { asLeft } from './as-left.ts'
import { adoptionConsequences, derivedEffect } from './consequences.ts'
import type { Decision } from './decision.ts'
import { becomesInactive, consequencesOf, countsOf, reasonOf, type UpdateFindings } from './explain-update.ts'
import { lastWayIn } from './live-ways.ts'
import { lossesOf } from './losses.ts'
import { stayingIdentifiers } from './rules/abilities.ts'
import { blockAdoption } from './rules/adoption.ts'
import { oversizedUpdate } from './rules/body-size.ts'
import { judgeLastFactor } from './rules/last-first-factor.ts'
import { endSessionsStill } from './rules/refused-write.ts'
import { judgeResultingTraits } from './rules/resulting-traits.ts'
import { blockUnreadable } from './rules/unreadable.ts'

/** A document and its live identity: an update, an adoption, or nothing to do. */
export function decideUpdate(pair: BothPair, policy: Policy): Decision {
  const { desired, live, mark } = pair
  const isTombstone = mark?.disabled !== undefined && live.state === 'inactive'
  const { diff, diagnostics: strays, ...compared } = compareFields(pair, policy)
  const fields = isTombstone ? withRestoredState(compared.fields, mark, pair) : compared.fields
  const asked = policy.writeCredentials.has(desired.key)
  const credentials = decideCredentials(pair, asked)
  const nextMark = makeMark({
    workspace: policy.workspace,
    desired,
    made: mark?.made ?? 'adopted',
    marked: diff.marked,
    found: [...diff.found, ...credentials.found],
    references: nextReferences(desired, diff.marked, live, fields),
    credentials: credentials.marked,
    commit: markCommit(policy, mark),
    id: live.id,
  })
  const revokes = isTombstone || becomesInactive(fields) || (mark !== undefined && owesSessions(mark))
  const observed = [...compared.observed, ...credentials.observed]
  const diagnostics = [...credentials.diagnostics, ...strays]
  if (fields.length === 0 && credentials.changes.length === 0 && !revokes && mark && isCurrentMark(mark, nextMark)) {
    return observed.length === 0 ? { diagnostics } : { change: observedOnly(pair, observed), diagnostics }
  }
  const edits = editsOf(fields, pair)
  const target = targetOf(live, edits, nextMark)
  const schema = policy.schemas.get(target.schema_id)
  const effect = derivedEffect(live, target, schema)
  const schemas = { before: policy.schemas.get(live.schema_id), after: schema }
  const verified = { ...pair, live: withOwedVerified(live) }
  const addresses = addressEffect(verified, target, schemas, fields)
  const ways = { mark, target, schemas, credentials: credentials.changes }
  const noWayIn = lastWayIn({ live, ...ways })
  const left = asLeft(pair, fields, schemas.before)
  const taken = { ...derivedEffect(left, target, schema), noWayIn: lastWayIn({ live: left, ...ways }) }
  const findings: UpdateFindings = {
    pair,
    fields,
    diff,
    credentials,
    asked,
    effect,
    noWayIn,
    taken,
    isTombstone,
    revokes,
  }
  const losses = lossesOf(edits, pair)
  const lastFactor = judgeLastFactor(pair, credentials.changes, asked)
  const stopped = blockUpdate(pair, policy, credentials) ?? blockStranded(pair, fields) ?? lastFactor.blocked
  const refused = stopped ? undefined : judgeResultingTraits(pair, target, diff.changes, policy)
  const blocked = stopped ?? refused?.blocked
  const change: UpdateChange = {
    action: mark ? 'update' : 'adopt',
    key: desired.key,
    id: live.id,
    origin: desired.origin,
    reason: reasonOf(findings),
    fields,
    ...(diff.released.length > 0 ? { released: diff.released } : {}),
    ...(observed.length > 0 ? { observed } : {}),
    base: baseOf(
      live,
      fields.map(({ path }) => path),
    ),
    mark: withoutReferenceDigests(nextMark, desired),
    ...agreedReferences(pair, diff, fields),
    ...(credentials.changes.length > 0 ? { credential_changes: credentials.changes } : {}),
    ...(revokes ? { revoke_sessions: true as const } : {}),
    ...(mark && owesInvite(mark) && desired.onCreate ? { invite: desired.onCreate } : {}),
    ...addresses.flag,
    consequences: [...consequencesOf(findings, losses), ...addresses.consequences, ...lastFactor.consequences],
    counts: countsOf(findings, losses),
    ...present({ blocked }),
  }
  return {
    change: endSessionsStill(change),
    diagnostics: [
      ...diagnostics,
      ...(refused?.diagnostics ?? []),
      ...(blocked ? [] : oversizedUpdate(pair, edits, nextMark)),
      ...(blocked ? [] : stayingIdentifiers(pair, { edits, mark: nextMark, schema }, policy.abilities)),
    ],
    ...claimsOfTarget(live, target, schema, credentials.changes),
    ...(mark?.key !== desired.key && { takesKey: desired.key }),
    ...(isTombstone && mark.commit !== undefined && { appliedAt: mark.commit }),
  }
}

/** The mark alone, nothing else (`idctl adopt KEY`): leaves that already agree are marked as applied. */
export function markOnly(change: UpdateChange, live: LiveIdentity): UpdateChange {
  const differing = new Set(change.fields.map(({ path }) => path))
  const { found: _found, ...mark } = change.mark
  const fields = Object.fromEntries(Object.entries(mark.fields).filter(([path]) => !differing.has(path)))
  return {
    action: 'adopt',
    key: change.key,
    id: change.id,
    ...present({ origin: change.origin }),
    reason: 'unmarked',
    fields: [],
    base: baseOf(live, []),
    mark: {
      ...mark,
      fields,
      ...foundMember(foundBeside(foundIn(change.mark), differing)),
      ...referencesMember(keptReferences(mark.references, live)),
    },
    ...present({ agreed: change.agreed }),
    consequences: adoptionConsequences(live, change.mark.protect === true),
    counts: { adoptions: 1 },
    // What Kratos would say against the whole says nothing against the mark: that is judged by what is live.
    ...(change.blocked && change.blocked.code !== 'schema' && { blocked: change.blocked }),
  }
}

/** The document of a disabled identity is back: the state it had, unless the document says which. */
function withRestoredState(changes: readonly FieldChange[], mark: Mark, { desired }: BothPair): readonly FieldChange[] {
  const before = mark.disabled?.state_before ?? 'active'
  if (before === 'inactive') return changes
  if (desired.fields['/state']?.mode === 'enforce') {
    // Inactive is what idctl itself made of it: nobody drifted.
    return changes.map((change) => (change.path === '/state' ? { ...change, cause: 'pending' } : change))
  }
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

function blockUpdate(pair: BothPair, policy: Policy, credentials: CredentialDecision): Blocked | undefined {
  const { metadata_admin: admin, unreadable } = pair.live
  if (unreadable !== undefined) return blockUnreadable(unreadable)
  if (admin !== null && !isJsonObject(admin)) {
    return {
      code: 'metadata',
      reason: 'its live metadata_admin is not an object, so there is no place for the mark',
      hint: 'make it an object (or null) in Kratos first',
    }
  }
  if (pair.live.inexact && credentials.changes.some(({ step }) => step === 'set' || step === 'link')) {
    return {
      code: 'numbers',
      reason: 'Kratos takes credentials only with the whole identity, and a live number of it does not survive that',
      hint: 'make that number a text, or shorter, in Kratos first',
    }
  }
  return pair.mark ? undefined : blockAdoption(pair, policy)
}

/** The files no longer say what a leaf is to become that a move aside has changed, and so it cannot stay. */
function blockStranded({ desired, live, mark }: BothPair, fields: readonly FieldChange[]): Blocked | undefined {
  const written = new Set(fields.map(({ path }) => path))
  const isSaid = (path: JsonPointer): boolean => {
    if (written.has(path)) return true
    if (isTemporaryText(liveLeaf(live, path))) return false
    const mode = desired.fields[path]?.mode ?? modeAt(desired.ownership, path)
    return mode === 'enforce' || mode === 'merge' || (mode === 'seed' && Object.hasOwn(desired.fields, path))
  }
  const path = mark && temporaryLeaves(live, mark).find((leaf) => !isSaid(leaf))
  if (path === undefined) return undefined
  const reason = `${path} stands at a temporary value, or at none, since a swap was interrupted, and no file says what it is to be`
  return { code: 'aside', reason, hint: 'give it a value in the document again, in mode enforce, and apply' }
}

function observedOnly({ desired, live }: BothPair, observed: readonly FieldChange[]) {
  return {
    action: 'none' as const,
    key: desired.key,
    id: live.id,
    origin: desired.origin,
    reason: 'drift' as const,
    fields: [],
    observed,
    consequences: [],
    counts: {},
  }
}

function claimsOfTarget(
  live: LiveIdentity,
  target: LiveIdentity,
  schema: IdentitySchema | undefined,
  credentials: readonly CredentialChange[],
): Pick<Decision, 'claims' | 'takes'> {
  if (schema === undefined) return {}
  const links = linksAfter(target, credentials)
  return claimsAfter(live, { derived: schema.derive(target.traits), externalId: target.external_id, links })
}
