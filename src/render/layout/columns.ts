import { padEnd, padStart, shorten, widthOf } from './width.ts'

/** How a column of a table may be fitted. */
export interface ColumnRule {
  readonly align?: 'left' | 'right'
  /** The column is never narrower; its cells are shortened in the middle down to this. Absent: never shortened. */
  readonly least?: number
  /** The column is never wider, even where there is room. */
  readonly most?: number
}

export const columnGap = 2

/**
 * Widths of columns that fit into `room`, gaps included, if the rules let them: the widest column that may shrink gives way first.
 *
 * @param natural The width of the widest cell of each column.
 */
export function fitColumns(natural: readonly number[], rules: readonly ColumnRule[], room: number): number[] {
  const widths = natural.map((width, index) => Math.min(width, rules[index]?.most ?? width))
  const gaps = columnGap * Math.max(widths.filter((width) => width > 0).length - 1, 0)
  let excess = widths.reduce((sum, width) => sum + width, gaps) - room
  while (excess > 0) {
    const candidates = widths.flatMap((width, index) => {
      const least = rules[index]?.least
      return least !== undefined && width > least ? [{ index, width }] : []
    })
    const widest = candidates.toSorted((left, right) => right.width - left.width)[0]
    if (widest === undefined) break
    widths[widest.index] = widest.width - 1
    excess -= 1
  }
  return widths
}

/** The widest cell of each column. */
export function naturalWidths(rows: Iterable<readonly string[]>): number[] {
  const widths: number[] = []
  for (const row of rows) widen(widths, row)
  return widths
}

/** Makes columns wide enough for the cells of a row. */
function widen(widths: number[], row: readonly string[]): void {
  row.forEach((cell, index) => {
    widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  })
}

/**
 * The cells of a row in their columns: shortened where they are too wide and may be, and padded, except behind the last cell with
 * a text. A column of width 0 is left out. The cells are plain; paint what comes back.
 */
function layRow(cells: readonly string[], widths: readonly number[], rules: readonly ColumnRule[]): string[] {
  const last = cells.findLastIndex((cell, index) => cell !== '' && (widths[index] ?? 0) > 0)
  return cells.slice(0, last + 1).map((cell, index) => {
    const width = widths[index] ?? 0
    const { align, least } = rules[index] ?? {}
    const fitted = least === undefined ? cell : shorten(cell, width)
    if (align === 'right') return padStart(fitted, width)
    return index === last ? fitted : padEnd(fitted, width)
  })
}

/** Lines of a table whose columns fit into `room`, if the rules let them. `paint` colours one cell by row and column. */
export function layTable(
  rows: readonly (readonly string[])[],
  rules: readonly ColumnRule[],
  room: number,
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] {
  const widths = fitColumns(naturalWidths(rows), rules, room)
  return rows.map((cells, row) =>
    layRow(cells, widths, rules)
      .flatMap((cell, column) => ((widths[column] ?? 0) === 0 ? [] : [paint(cell, row, column)]))
      .join(' '.repeat(columnGap)),
  )
}
