import { foundIn } from '../../identity/found.ts'
import { openTodo, owesSwap } from '../../identity/mark.ts'
import type { Consequence, FieldChange, GuardCounts } from '../../model/change.ts'
import type { Reason } from '../../model/change-codes.ts'
import type { CredentialDecision } from '../diff/decide-credentials.ts'
import type { FieldDiff } from '../diff/diff.ts'
import type { BothPair } from '../match/match.ts'
import {
  adoptionConsequences,
  credentialConsequences,
  type DerivedEffect,
  releaseConsequences,
} from './consequences.ts'
import { countLost, type Loss, lossConsequences } from './losses.ts'

/** What was found out about an update. */
export interface UpdateFindings {
  readonly pair: BothPair
  /** All rows: leaves, the live nodes that go with them, and a restored state. */
  readonly fields: readonly FieldChange[]
  readonly diff: FieldDiff
  readonly credentials: CredentialDecision
  /** `--write-credentials` names it. */
  readonly asked: boolean
  readonly effect: DerivedEffect
  /** Said where the change takes the last way in. */
  readonly noWayIn: Consequence | undefined
  /** The same, of the account without what people have set in its traits themselves. */
  readonly taken: DerivedEffect & { readonly noWayIn: Consequence | undefined }
  /** The document of a disabled identity is back. */
  readonly isTombstone: boolean
  readonly revokes: boolean
}

export function becomesInactive(fields: readonly FieldChange[]): boolean {
  return fields.some(({ path, after }) => path === '/state' && after === 'inactive')
}

export function reasonOf({ pair: { mark }, fields, credentials, isTombstone }: UpdateFindings): Reason {
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

export function consequencesOf(findings: UpdateFindings, losses: readonly Loss[]): Consequence[] {
  const { pair, diff, fields, credentials, effect, noWayIn, asked, revokes } = findings
  const { desired, live, mark } = pair
  const list: Consequence[] = [...effect.consequences]
  const written = new Set<string>(credentials.changes.map(({ type }) => type))
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
  if (noWayIn) list.push(noWayIn)
  if (revokes) list.push({ code: 'sessions-revoked', text: 'all sessions end' })
  if (!mark) list.push(...adoptionConsequences(live, desired.protect === true, written))
  if (!mark && desired.credentials && !asked) {
    list.push({
      code: 'credentials-left-alone',
      text: 'the credentials of the document are not written to an adopted account (--write-credentials does)',
    })
  }
  return [
    ...list.map((consequence) => withoutLoss(consequence, revokes, credentials.changes.length > 0)),
    ...lossConsequences(losses),
    ...releaseConsequences(diff.released, desired.ownership, foundIn(mark)),
    ...credentialConsequences(credentials.changes),
  ]
}

/** What the same change ends or replaces does not stay. */
function withoutLoss(consequence: Consequence, revokes: boolean, replaces: boolean): Consequence {
  if (consequence.code !== 'same-account' || !(revokes || replaces)) return consequence
  const stays = [...(replaces ? [] : ['credentials']), ...(revokes ? [] : ['sessions'])].join(' and ')
  const text = consequence.text.replace(': credentials and sessions stay', stays === '' ? '' : `: ${stays} stay`)
  return { ...consequence, text }
}

/**
 * However a person loses access, it counts as one removal; and whatever is written or deleted of what they sign in with, as one
 * of `credentials`: they may have changed it since.
 */
export function countsOf(findings: UpdateFindings, losses: readonly Loss[]): GuardCounts {
  const { fields, credentials, effect, taken } = findings
  const { live, mark } = findings.pair
  const losesCredential = credentials.changes.some(({ step }) => step === 'unlink' || step === 'delete')
  const isLocked = becomesInactive(fields) && live.state === 'active'
  const losesSignIn = taken.lastIdentifierGoes || taken.signInEnds || losesCredential
  const losesAccess = isLocked || losesSignIn || taken.noWayIn !== undefined
  return {
    ...(losesAccess ? { removals: 1 } : {}),
    ...(credentials.changes.length > 0 ? { credentials: 1 } : {}),
    ...(losses.length > 0 ? { field_removals: countLost(losses) } : {}),
    ...(effect.identifiersChange || effect.recoveryChanges ? { identifier_changes: 1 } : {}),
    ...(mark ? {} : { adoptions: 1 }),
    ...(mark && (fields.length > 0 || credentials.changes.length > 0) ? { updates: 1 } : {}),
  }
}
