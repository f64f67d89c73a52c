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
  if (expires === undefined) return []
  const now = timeOf(policy.clocks())
  if (endOfDay(expires.on) - now > policy.expiryNoticeMs) return []
  const day = `${whenText(expires.on, now)}, on ${expires.on}`
  return [
    {
      severity: 'warning',
      code: 'IDC587',
      summary: `"${desired.key}" expires ${day}: ${fateText(desired, made, policy, one)}`,
      alike: { key: desired.key, summary: `expire ${day}: ${fateText(desired, made, policy, several)}` },
      hint: 'give it a later date if the person stays',
      at: expires.at,
    },
  ]
}

/** An expired document for which nothing is removed: it has no identity, or one that idctl does not manage. */
export function expiredForNothing({ key, expires }: ExpiredIdentity, why: keyof typeof nothingTexts): Diagnostic {
  return {
    severity: 'warning',
    code: 'IDC588',
    summary: `"${key}" expired on ${expires.on}: ${nothingTexts[why].one}`,
    alike: { key, summary: `expired on ${expires.on}: ${nothingTexts[why].several}` },
    hint: 'delete the document, or give it a later date',
    at: expires.at,
  }
}

const nothingTexts = {
  missing: {
    one: 'it has no identity, and none is created',
    several: 'they have no identities, and none are created',
  },
  unmanaged: {
    one: 'its identity is not managed, and is left alone',
    several: 'their identities are not managed, and are left alone',
  },
} as const

function whenText(day: string, now: number): string {
  const days = Math.ceil((endOfDay(day) - now) / dayMs) - 1
  return days <= 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
}

/** Words for one account and for several. */
const one = { it: 'it', is: 'it is', has: 'its', them: 'it' } as const
const several = { it: 'they', is: 'they are', has: 'their', them: 'them' } as const

function fateText(
  { protect }: DesiredIdentity,
  made: Mark['made'],
  { removal }: Policy,
  { it, is, has, them }: typeof one | typeof several,
): string {
  if (protect) return `${it} will stay, because ${is} protected`
  switch (removal[made]) {
    case 'delete':
      return removal.graceMs === undefined
        ? `${it} will be deleted after that day`
        : `${it} will be disabled after that day, and deleted when ${has} grace is over`
    case 'disable':
      return `${it} will be disabled after that day`
    case 'release':
      return `${it} will be released after that day: idctl stops managing ${them}, and the person can still sign in`
    case 'keep':
      return `${it} will stay, because idctl.yaml says \`keep\``
  }
}
