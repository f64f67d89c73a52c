import { assertNever } from '../../model/assert-never.ts'
import type { Change } from '../../model/change.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import type { Decision } from '../decide/decision.ts'
import type { Pair } from '../match/match.ts'

/** Whom a row is about. For an identity that has a document, only the id is kept. */
export type Subject =
  | {
      readonly kind: 'document'
      readonly desired: DesiredIdentity
      readonly id?: string
      /** idctl cannot tell which account belongs to the document. */
      readonly isQuestion?: true
      /** The document has expired, and this account is removed. */
      readonly expired?: { readonly live: LiveIdentity; readonly mark: Mark }
    }
  | {
      readonly kind: 'account'
      readonly live: LiveIdentity
      readonly mark: Mark
      readonly rowKey?: IdentityKey
      /** The account stays untouched until a question about it is answered. */
      readonly isHeld: boolean
    }

/** A pair and its decision. */
export interface Row {
  readonly subject: Subject
  readonly decision: Decision
}

export function subjectOf(pair: Pair, change: Change | undefined): Subject {
  switch (pair.kind) {
    case 'both': {
      const { desired, live, mark } = pair
      const isExpired = mark !== undefined && change?.reason === 'expired' && isRemoval(change)
      return { kind: 'document', desired, id: live.id, ...present({ expired: isExpired ? { live, mark } : undefined }) }
    }
    case 'desired-only':
      return { kind: 'document', desired: pair.desired }
    case 'blocked':
      return { kind: 'document', desired: pair.desired, isQuestion: true }
    case 'live-only':
    case 'held': {
      const { live, mark, rowKey } = pair
      return { kind: 'account', live, mark, isHeld: pair.kind === 'held', ...present({ rowKey }) }
    }
    default:
      return assertNever(pair)
  }
}

/** Whether a change removes somebody and is not blocked. */
export function isRemoval(change: Change | undefined): boolean {
  const isGoing = change?.action === 'delete' || change?.action === 'disable' || change?.action === 'release'
  return isGoing && removalReasons.has(change.reason) && change.blocked === undefined
}

const removalReasons: ReadonlySet<Change['reason']> = new Set(['document-gone', 'grace-over', 'expired'])

/** The account of a row, if the row keeps it. */
export function accountIn(subject: Subject): { readonly live: LiveIdentity; readonly mark: Mark } | undefined {
  return subject.kind === 'account' ? subject : subject.expired
}

/** Documents are looked up by key where something is to be done or said about them. */
export type DocumentsByKey = Pick<ReadonlyMap<IdentityKey, DesiredIdentity>, 'get'>
