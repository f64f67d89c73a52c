import type { CreateChange } from '../../model/change.ts'
import type { WayIn } from '../../model/change-codes.ts'
import type { Invitation } from '../../model/invitation.ts'
import { escapeText } from '../escape.ts'

/** `code email, recovery`. */
export function renderWayIn(ways: readonly WayIn[]): string {
  return ways.map((way) => way.replaceAll('_', ' ')).join(', ')
}

/** How a new person signs in; somebody who is created inactive cannot yet. */
export function newWayIn({ way_in, fields }: Pick<CreateChange, 'way_in' | 'fields'>): string {
  const isInactive = fields.some(({ path, after }) => path === '/state' && after === 'inactive')
  return `way in: ${isInactive ? 'none while inactive; once active ' : ''}${renderWayIn(way_in)}`
}

/** `recovery link, valid for 24h`. */
export function renderInvitation({ send, lifetime }: Invitation): string {
  return `${send.replaceAll('_', ' ')}${lifetime === undefined ? '' : `, valid for ${escapeText(lifetime)}`}`
}
