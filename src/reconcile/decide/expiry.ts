import { dayMs, endOfDay } from '../../model/calendar-day.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity, Mark } from '../../model/identity.ts'
import { type Arrival, arrivalOf, type Clocks, disputeOf, timeOf } from '../clocks.ts'
import type { Policy } from '../policy.ts'
import type { Expired } from './removal.ts'

export type ExpiredIdentity = DesiredIdentity & Required<Pick<DesiredIdentity, 'expires'>>

/** Whether a document has expired; `disputed` if the clocks do not agree. */
export type Expiry<T> =
  | { readonly kind: 'valid' }
  | { readonly kind: Exclude<Arrival, 'to-come'>; readonly document: T & Required<Pick<DesiredDocument, 'expires'>> }

/**
 * A document expires at the end of its day, in UTC.
 *
 * @param past a time that the server has recorded about the identity, in milliseconds since 1970
 */
export function expiryOf<T extends Pick<DesiredDocument, 'expires'>>(
  document: T,
  clocks: Clocks,
  past?: number,
): Expiry<T> {
  if (!canExpire(document)) return { kind: 'valid' }
  const kind = arrivalOf(endOfDay(document.expires.on), clocks, past)
  return kind === 'to-come' ? { kind: 'valid' } : { kind, document }
}

/** Whether a document has certainly expired; `false` if the clocks do not agree. */
export function isExpired<T extends Pick<DesiredDocument, 'expires'>>(
  document: T,
  clocks: Clocks,
): document is T & Required<Pick<DesiredDocument, 'expires'>> {
  return expiryOf(document, clocks).kind === 'come'
}

/** The facts that a removal needs about an expired document. */
export function expiredIn({ key, origin, expires, protect }: DesiredIdentity): Expired | undefined {
  return expires && { key, origin, on: expires.on, protect }
}

function canExpire<T extends Pick<DesiredDocument, 'expires'>>(
  document: T,
): document is T & Required<Pick<DesiredDocument, 'expires'>> {
  return document.expires !== undefined
}

/** Reason and hint of the block until the clocks agree. */
export function expiryDispute({ expires }: Required<Pick<DesiredDocument, 'expires'>>, clocks: Clocks) {
  return disputeOf(`whether its document expired on ${expires.on}`, clocks)
}

/** Announces an expiry from `expiry_notice` on. `made` is that of the mark, or of the mark to be written. */
export function expiryNotice(desired: DesiredIdentity, made: Mark['made'], policy: Policy): Diagnostic[] {
  const { expires } = desired
  const now = timeOf(policy.clocks())
  if (expires === undefined || endOfDay(expires.on) - now > policy.expiryNoticeMs) return []
  return [
    {
      severity: 'warning',
      code: 'IDC587',
      summary: `"${desired.key}" expires ${whenText(expires.on, now)}, on ${expires.on}: ${fateText(desired, made, policy)}`,
      hint: 'give it a later date if the person stays',
      at: expires.at,
    },
  ]
}

/** An expired document for which nothing is removed: it has no identity, or one that idctl does not manage. */
export function expiredForNothing({ key, expires }: ExpiredIdentity, what: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'IDC588',
    summary: `"${key}" expired on ${expires.on}: ${what}`,
    hint: 'delete the document, or give it a later date',
    at: expires.at,
  }
}

function whenText(day: string, now: number): string {
  const days = Math.ceil((endOfDay(day) - now) / dayMs) - 1
  return days <= 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
}

function fateText({ protect }: DesiredIdentity, made: Mark['made'], { removal }: Policy): string {
  if (protect) return 'it will stay, because it is protected'
  switch (removal[made]) {
    case 'delete':
      return removal.graceMs === undefined
        ? 'it will be deleted after that day'
        : 'it will be disabled after that day, and deleted when its grace is over'
    case 'disable':
      return 'it will be disabled after that day'
    case 'release':
      return 'it will be released after that day: idctl stops managing it, and the person can still sign in'
    case 'keep':
      return 'it will stay, because idctl.yaml says `keep`'
  }
}
