import { assertNever } from '../../model/assert-never.ts'
import { endOfDay } from '../../model/calendar-day.ts'
import type { Blocked, Change, NoneChange } from '../../model/change.ts'
import type { ConsequenceCode } from '../../model/change-codes.ts'
import { hasEffect } from '../../model/change-parts.ts'
import { type Diagnostic, placeInFile } from '../../model/diagnostic.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { isUndisputed } from '../clocks.ts'
import { type BothPair, type Pair, rowKeyOf } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { blockRefused } from './block-change.ts'
import { decideCreate } from './decide-create.ts'
import { decideRemoval } from './decide-removal.ts'
import { decideUpdate } from './decide-update.ts'
import { type Decision, mapDecision } from './decision.ts'
import { type ExpiredIdentity, expiredForNothing, expiredIn, expiryDispute, expiryNotice, expiryOf } from './expiry.ts'
import { idleState } from './idle-state.ts'
import { knownPast } from './inactive-since.ts'
import { newlyDerived } from './newly-derived.ts'
import type { RemovalCase } from './removal.ts'
import { shownIdentifiers } from './shown-identifiers.ts'
import { withoutKept } from './without-kept.ts'

/** Decides one pair. Only this function turns a match into an action. */
export function decideChange(pair: Pair, policy: Policy): Decision {
  const decision = decide(pair, policy)
  return 'live' in pair ? mapDecision(decision, (one) => aboutAccount(one, pair, policy)) : decision
}

function aboutAccount(decided: Decision, pair: Extract<Pair, { live: LiveIdentity }>, policy: Policy): Decision {
  const decision = withoutKept(decided, pair.live)
  const { change } = decision
  if (change === undefined || !isAboutAccount(change)) return decision
  const identifiers = shownIdentifiers(pair.live, pair.kind === 'both' ? pair.desired : undefined, policy)
  return identifiers.length === 0 ? decision : { ...decision, change: { ...change, identifiers } }
}

/** Decides the removal of an account that may belong to a new document (`RemovalCase.doubted`), so it is not deleted. */
export function decideDoubted(
  { live, mark }: { readonly live: LiveIdentity; readonly mark: Mark },
  about: RemovalCase,
  policy: Policy,
): Decision {
  const decision = asDecision({ live, mark }, decideRemoval(live, mark, policy, about), policy)
  return aboutAccount(decision, { kind: 'live-only', live, mark, ...present({ rowKey: about.rowKey }) }, policy)
}

/** Whether the plan shows whose account it is: on a removal or adoption, on a block, or with one of `accountCodes`. */
function isAboutAccount({ action, blocked, consequences }: Change): boolean {
  const isRemoval = action === 'delete' || action === 'disable' || action === 'release'
  return (
    isRemoval || action === 'adopt' || blocked !== undefined || consequences.some(({ code }) => accountCodes.has(code))
  )
}

const accountCodes: ReadonlySet<ConsequenceCode> = new Set(['same-account', 'access-lost'])

function decide(pair: Pair, policy: Policy): Decision {
  switch (pair.kind) {
    case 'desired-only': {
      const { desired } = pair
      const expiry = expiryOf(desired, policy.clocks())
      if (expiry.kind === 'valid') {
        return noticed(decideCreate(desired, policy), expiryNotice(desired, 'created', policy))
      }
      const isOver = expiry.kind === 'come' || isUndisputed(endOfDay(expiry.document.expires.on), policy.clocks())
      if (!isOver) return undecided(decideCreate(desired, policy), expiry.document, policy)
      return { diagnostics: [expiredForNothing(expiry.document, 'missing')] }
    }
    case 'both': {
      const { desired } = pair
      const expiry = expiryOf(desired, policy.clocks(), knownPast(pair.live, pair.mark))
      if (expiry.kind === 'come') return decideExpired(expiry.document, pair, policy)
      if (expiry.kind === 'disputed') return decideDisputed(expiry.document, pair, policy)
      const notices = [...expiryNotice(desired, pair.mark?.made ?? 'adopted', policy), ...idleState(pair)]
      return noticed(decideUpdate(pair, policy), notices)
    }
    case 'live-only':
      return asDecision(pair, decideRemoval(pair.live, pair.mark, policy, { rowKey: pair.rowKey }), policy)
    case 'blocked':
      return { change: questionOf(pair.desired, pair.blocked), diagnostics: [] }
    case 'held':
      return { change: heldAccount(pair), diagnostics: [] }
    default:
      return assertNever(pair)
  }
}

/** A blocked row for a document whose account idctl cannot determine. */
export function questionOf({ key, origin }: DesiredIdentity, blocked: Blocked): NoneChange {
  return { action: 'none', key, origin, reason: 'new', fields: [], consequences: [], counts: {}, blocked }
}

/** A blocked row for an account that stays untouched until the user has answered a question. */
export function heldAccount(
  held: Pick<Extract<Pair, { kind: 'held' }>, 'live' | 'mark' | 'rowKey' | 'blocked'>,
): NoneChange {
  const { live, mark, blocked } = held
  const key = rowKeyOf(held)
  const origin = mark.origin === '' ? {} : { origin: placeInFile(mark.origin) }
  const nothing = { action: 'none', fields: [], consequences: [], counts: {} } as const
  return { ...nothing, key, id: live.id, ...origin, reason: 'mark', blocked }
}

/** Treats the document as gone from the folder: only a managed identity is removed. */
function decideExpired(desired: ExpiredIdentity, { live, mark }: BothPair, policy: Policy): Decision {
  if (mark === undefined) {
    return { diagnostics: [expiredForNothing(desired, 'unmanaged')] }
  }
  const removal = decideRemoval(live, mark, policy, { expired: expiredIn(desired) })
  return asDecision({ live, mark }, removal, policy)
}

/** Blocks removal, update and restoring: each would rely on a clock that may be wrong. */
function decideDisputed(desired: ExpiredIdentity, pair: BothPair, policy: Policy): Decision {
  const expired = decideExpired(desired, pair, policy)
  return undecided(pair.mark && expired.change ? expired : decideUpdate(pair, policy), desired, policy)
}

/** Blocks the decision until the clocks agree. */
function undecided(decision: Decision, desired: ExpiredIdentity, policy: Policy): Decision {
  const { change, diagnostics } = decision
  if (change === undefined || !hasEffect(change) || change.reason === 'todo') return decision
  const blocked = { code: 'clock', ...expiryDispute(desired, policy.clocks()) } as const
  return { change: { ...change, consequences: [], blocked }, diagnostics }
}

function asDecision(
  { live, mark }: { readonly live: LiveIdentity; readonly mark: Mark },
  removal: Change | undefined,
  policy: Policy,
): Decision {
  const change = blockRefused(removal, live, policy)
  if (change === undefined) return { diagnostics: [] }
  const takes = hasEffect(change) && change.reason !== 'todo'
  return {
    change,
    diagnostics: [],
    ...present({ appliedAt: takes ? mark.commit : undefined }),
    ...(change.action === 'delete' ? {} : newlyDerived(live, policy)),
  }
}

function noticed(decision: Decision, notices: readonly Diagnostic[]): Decision {
  return notices.length === 0 ? decision : { ...decision, diagnostics: [...decision.diagnostics, ...notices] }
}
