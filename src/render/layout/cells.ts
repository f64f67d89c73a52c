import { columnGap } from './columns.ts'
import { widthOf } from './width.ts'

/** A cell of a row, plain, with the column at which it begins. */
export interface Cell {
  readonly text: string
  readonly start: number
  readonly paint: (text: string) => string
}

/**
 * The lines of a row whose cells begin at given columns, whatever stands before them: a cell goes to the next line where the one before
 * it ends too far to the right. Cells without a text are left out.
 */
export function layCells(cells: readonly Cell[]): string[] {
  const lines: string[] = []
  let end = 0
  for (const { text, start, paint } of cells) {
    if (text === '') continue
    const last = lines.pop()
    const isFree = last !== undefined && start >= end + columnGap
    if (last !== undefined && !isFree) lines.push(last)
    lines.push(`${isFree ? last : ''}${' '.repeat(isFree ? start - end : start)}${paint(text)}`)
    end = start + widthOf(text)
  }
  return lines
}
