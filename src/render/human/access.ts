import type { Access } from '../../model/plan.ts'
import { escapeText } from '../escape.ts'
import type { Style } from '../style.ts'
import { renderLocation } from './change.ts'
import { renderWayIn } from './way-in.ts'

/** One line per identity with the ways in; `''` for none. */
export function renderAccess(access: readonly Access[], style: Style): string {
  if (access.length === 0) return ''
  const lines = access.map((one) => {
    return `  ${[style.strong(escapeText(one.key)), renderLocation(one.origin), renderWays(one, style)].join('  ')}`
  })
  return ['Ways in:', ...lines].join('\n')
}

function renderWays({ way_in, not_known, state, id }: Access, style: Style): string {
  const known = way_in.includes('none') ? style.warning('none') : renderWayIn(way_in)
  const parts = [
    known,
    not_known.length === 0 ? '' : style.faint(`perhaps ${renderWayIn(not_known)}`),
    state === 'inactive' ? style.warning('inactive: nobody signs in') : '',
    id === undefined ? style.faint('once created') : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
