import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity, Mark } from '../model/identity.ts'
import type { Policy } from './policy.ts'

const dayMs = 86_400_000

export type ExpiredIdentity = DesiredIdentity & Required<Pick<DesiredIdentity, 'expires'>>

/** The day itself is still good: a document is expired once that day is over everywhere on the clock of UTC. */
export function isExpired<T extends Pick<DesiredDocument, 'expires'>>(
  document: T,
  now: Date,
): document is T & Required<Pick<DesiredDocument, 'expires'>> {
  const { expires } = document
  return expires !== undefined && now.getTime() >= endOf(expires.on)
}

/** Says beforehand what will happen, from `expiry_notice` on; `made` is what the mark says or will say. */
export function expiryNotice(desired: DesiredIdentity, made: Mark['made'], policy: Policy): Diagnostic[] {
  const { expires } = desired
  if (expires === undefined || endOf(expires.on) - policy.now.getTime() > policy.expiryNoticeMs) return []
  return [
    {
      severity: 'warning',
      code: 'IDC587',
      summary: `"${desired.key}" expires ${whenText(expires.on, policy.now)}, on ${expires.on}: ${fateText(desired, made, policy)}`,
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

function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + dayMs
}

function whenText(day: string, now: Date): string {
  const days = Math.ceil((endOf(day) - now.getTime()) / dayMs) - 1
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`
}

function fateText({ protect }: DesiredIdentity, made: Mark['made'], { removal }: Policy): string {
  if (protect) return 'it will stay all the same, because it is protected'
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
      return 'it will stay all the same, because idctl.yaml says `keep`'
  }
}
