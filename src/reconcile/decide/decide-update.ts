import { baseOf } from '../../identity/base.ts'
import { openTodo, owesInvite, owesSwap, withoutReferenceDigests } from '../../identity/mark.ts'
import { linksAfter } from '../../identity/marked-credentials.ts'
import type { Blocked, Change, FieldChange, UpdateChange } from '../../model/change.ts'
import type { Reason } from '../../model/change-codes.ts'
import { claimsAfter } from '../../model/claims.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import type { FieldDiff } from '../diff/diff.ts'
import type { BothPair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { endSessionsStill, isOwnDoing } from './block-change.ts'
import type { Decision } from './decision.ts'
import { firstBlock, mistakesOf, type Summed, sumOf, takenBackBy, takenFromOthersBy } from './rule.ts'
import { updateChecks, updateEffects, updateRules } from './rules.ts'
import { type Decide, mayWait, restOf } from './the-rest.ts'
import { isUnchanged } from './unchanged.ts'
import { type Difference, differenceOf, isQuiet, type Update, updateOf } from './update.ts'

/** Decides between an update, an adoption and nothing for a document and its live identity. */
export function decideUpdate(pair: BothPair, policy: Policy): Decision {
  // Most people of most runs: it costs a small part of the comparison, which would say the same.
  return isUnchanged(pair, policy) ? { diagnostics: [] } : compareAndDecide(pair, policy)
}

/** The same without the shortcut for people of whom nothing changes. */
export function compareAndDecide(pair: BothPair, policy: Policy): Decision {
  const difference = differenceOf(pair, policy)
  if (isQuiet(difference)) return nothingToDo(difference)
  const update = updateOf(difference)
  const whole = decisionOf(update)
  const { fields, credentials, problems } = update
  const rest = (why: Blocked) => restOf(pair, policy, { fields, credentials, problems }, decisionOf, why)
  const { blocked } = whole.change
  if (blocked === undefined) return mayWait(difference) ? { ...whole, rest } : whole
  const change = endSessionsStill(whole.change)
  const open = isOwnDoing(blocked) ? rest(blocked) : undefined
  return open ? { ...open, whole: change } : { ...whole, change }
}

function decisionOf(update: Update): ReturnType<Decide> {
  const blocked = firstBlock(updateRules, update)
  const effects = updateEffects.flatMap((rule) => rule(update))
  const { mark } = update.pair
  return {
    change: changeOf(update, sumOf(effects), blocked),
    diagnostics: [...update.diagnostics, ...mistakesOf(updateChecks, update, blocked)],
    ...claimsOfIntended(update),
    takesBack: takenBackBy(effects),
    takesOthers: takenFromOthersBy(effects),
    ...present({
      takesKey: mark?.key === update.mark.key ? undefined : update.mark.key,
      appliedAt: update.isTombstone ? mark?.commit : undefined,
    }),
  }
}

function changeOf(update: Update, summed: Summed, blocked: Blocked | undefined): UpdateChange {
  const { pair, fields, diff, credentials, observed, revokes } = update
  const { desired, live, mark } = pair
  return {
    action: mark ? 'update' : 'adopt',
    key: desired.key,
    id: live.id,
    origin: desired.origin,
    reason: reasonOf(update),
    fields,
    ...present({ released: unlessEmpty(diff.released), observed: unlessEmpty(observed) }),
    base: baseOf(
      live,
      fields.map(({ path }) => path),
    ),
    mark: withoutReferenceDigests(update.mark, desired),
    ...agreedReferences(pair, diff, fields),
    ...present({
      credential_changes: unlessEmpty(credentials.changes),
      revoke_sessions: revokes || undefined,
      invite: mark && owesInvite(mark) ? desired.onCreate : undefined,
    }),
    ...update.addresses.flag,
    ...summed,
    ...present({ blocked }),
  }
}

function reasonOf({ pair: { mark }, fields, credentials, isTombstone }: Update): Reason {
  if (!mark) return 'unmarked'
  if (isTombstone) return 'restored'
  const causes = new Set(fields.map(({ cause }) => cause))
  // Credentials are written because the file says so, never because live moved.
  if (credentials.changes.length > 0) causes.add('pending')
  const drifted = causes.has('drift') || causes.has('both')
  const moved = causes.has('pending') || causes.has('new') || causes.has('removed')
  if (causes.has('both') || (drifted && moved)) return 'both'
  if (drifted) return 'drift'
  if (owesSwap(mark)) return 'todo'
  if (causes.has('pending')) return 'pending'
  if (causes.has('new')) return 'new'
  if (causes.has('removed')) return 'removed'
  return openTodo(mark).length > 0 ? 'todo' : 'mark'
}

/** Leaves whose references already agree with live: the mark needs their digests, but the plan must not show them. */
function agreedReferences({ desired, mark }: BothPair, diff: FieldDiff, fields: readonly FieldChange[]) {
  const written = new Set(fields.map(({ path }) => path))
  const agreed = Object.entries(desired.fields).flatMap(([path, { reference, mode }]) => {
    if (reference === undefined || written.has(path) || diff.marked[path] === undefined) return []
    const fresh = mode === 'merge' ? { reference, merge: true as const } : reference
    return [[path, mode === 'seed' && mark?.fields[path] !== undefined ? null : fresh] as const]
  })
  return agreed.length === 0 ? {} : { agreed: Object.fromEntries(agreed) }
}

function nothingToDo({ pair: { desired, live }, observed, diagnostics }: Difference): Decision {
  if (observed.length === 0) return { diagnostics }
  const change: Change = {
    action: 'none',
    key: desired.key,
    id: live.id,
    origin: desired.origin,
    reason: 'drift',
    fields: [],
    observed,
    consequences: [],
    counts: {},
  }
  return { change, diagnostics }
}

function claimsOfIntended({ pair, intended, schemas, credentials }: Update): Pick<Decision, 'claims' | 'takes'> {
  if (schemas.intended === undefined) return {}
  const links = linksAfter(intended, credentials.changes)
  const derived = schemas.intended.derive(intended.traits)
  return claimsAfter(pair.live, { derived, externalId: intended.external_id, links })
}
