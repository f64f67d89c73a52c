import type { WayIn } from '../../model/change-codes.ts'
import type { Invitation } from '../../model/invitation.ts'
import { escapeText } from '../escape.ts'

/** `code email, recovery`. */
export function renderWayIn(ways: readonly WayIn[]): string {
  return ways.map((way) => way.replaceAll('_', ' ')).join(', ')
}

/** `recovery link, valid for 24h`. */
export function renderInvitation({ send, lifetime }: Invitation): string {
  return `${send.replaceAll('_', ' ')}${lifetime === undefined ? '' : `, valid for ${escapeText(lifetime)}`}`
}
