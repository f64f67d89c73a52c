import type { Access } from '../../model/plan.ts'
import { escapeText } from '../escape.ts'
import { layTable } from '../layout/columns.ts'
import type { Style } from '../style.ts'
import { renderLocation } from './location.ts'
import { renderWayIn } from './way-in.ts'

/** One line per identity with the ways in; `''` for none. */
export function renderAccess(access: readonly Access[], style: Style): string {
  if (access.length === 0) return ''
  const rows = access.map((one) => [escapeText(one.key), renderLocation(one.origin), waysText(one)])
  const paint = (cell: string, row: number, column: number): string => {
    if (column === 0) return style.strong(cell)
    const { way_in, state } = access[row] ?? {}
    return column === 2 && (way_in?.includes('none') || state === 'inactive') ? style.warning(cell) : cell
  }
  const lines = layTable(rows, [{ most: 32 }, { least: 16 }, {}], style.width - 2, paint)
  return [style.strong(`Ways in (${access.length})`), ...lines.map((line) => `  ${line}`)].join('\n')
}

function waysText({ way_in, not_known, state, id }: Access): string {
  const parts = [
    way_in.includes('none') ? 'none' : renderWayIn(way_in),
    not_known.length === 0 ? '' : `perhaps ${renderWayIn(not_known)}`,
    state === 'inactive' ? 'inactive: nobody signs in' : '',
    id === undefined ? 'once created' : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
