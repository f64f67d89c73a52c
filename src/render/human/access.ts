import type { Access } from '../../model/plan.ts'
import { escapeText } from '../escape.ts'
import { type ColumnRule, columnGap, fitColumns, layTable, naturalWidths } from '../layout/columns.ts'
import { flow } from '../layout/flow.ts'
import type { Style } from '../style.ts'
import { renderLocation } from './location.ts'
import { nameText } from './name-text.ts'
import { renderWayIn } from './way-in.ts'

/** Columns for key, name, file and ways in. */
const rules: readonly ColumnRule[] = [{ least: 16, most: 36 }, { least: 12, most: 48 }, { least: 16 }, {}]

const indent = '  '

/** A line per identity with its ways in, or two where the terminal is too narrow for one; `''` for none. */
export function renderAccess(access: readonly Access[], style: Style): string {
  if (access.length === 0) return ''
  const rows = access.map((one) => [
    escapeText(one.key),
    nameText(one.display ?? ''),
    renderLocation(one.origin),
    waysText(one),
  ])
  const room = style.width - indent.length
  const isLost = (row: number) => access[row]?.way_in.includes('none') || access[row]?.state === 'inactive'
  const paint = (cell: string, row: number, column: number): string => {
    if (column === 0) return style.strong(cell)
    return column === 3 && isLost(row) ? style.warning(cell) : cell
  }
  const isNarrow = !fitsIn(rows, room)
  const heads = layTable(isNarrow ? withoutLast(rows) : rows, rules, room, paint)
  const below = (row: number): string[] => {
    const text = rows[row]?.at(-1) ?? ''
    return flow([isLost(row) ? { text, paint: 'warning' } : { text }], indent.repeat(2), indent.repeat(3), style)
  }
  const lines = heads.flatMap((head, row) => [`${indent}${head}`, ...(isNarrow ? below(row) : [])])
  return [style.strong(`Ways in (${access.length})`), ...lines].join('\n')
}

function fitsIn(rows: readonly (readonly string[])[], room: number): boolean {
  const widths = fitColumns(naturalWidths(rows), rules, room)
  return widths.filter((width) => width > 0).reduce((sum, width) => sum + width + columnGap, -columnGap) <= room
}

function withoutLast(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((cells) => cells.slice(0, -1))
}

/** `code email; perhaps password; inactive: nobody signs in`. */
export function waysText({ way_in, not_known, state, id }: Access): string {
  const parts = [
    way_in.includes('none') ? 'none' : renderWayIn(way_in),
    not_known.length === 0 ? '' : `perhaps ${renderWayIn(not_known)}`,
    state === 'inactive' ? 'inactive: nobody signs in' : '',
    id === undefined ? 'once created' : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
