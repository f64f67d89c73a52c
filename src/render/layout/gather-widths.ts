import { widthOf } from './width.ts'

/** How wide the cells of each column are, gathered while rows pass by: there may be hundreds of thousands. */
export interface Widths {
  add(row: readonly string[]): void
  /** The widest cell of each column. */
  widest(): number[]
  /** Columns that hold nine of ten cells: a few long ones do not decide how all rows look. */
  usual(): number[]
}

export function gatherWidths(): Widths {
  const columns: Map<number, number>[] = []
  return {
    add(row) {
      row.forEach((cell, index) => {
        const counts = columns[index] ?? new Map<number, number>()
        columns[index] = counts
        const width = widthOf(cell)
        counts.set(width, (counts.get(width) ?? 0) + 1)
      })
    },
    widest: () => columns.map((counts) => holding(counts, 1)),
    usual: () => columns.map((counts) => holding(counts, usualShare)),
  }
}

const usualShare = 0.9

/** Columns that hold a share of the cells; those without a text do not count. */
function holding(counts: ReadonlyMap<number, number>, share: number): number {
  const filled = [...counts].filter(([width]) => width > 0).toSorted(([left], [right]) => left - right)
  let left = filled.reduce((sum, [, count]) => sum + count, 0) * share
  for (const [width, count] of filled) {
    left -= count
    if (left <= 0) return width
  }
  return 0
}
