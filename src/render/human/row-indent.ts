import type { Style } from '../style.ts'

/** Stands before the rows of a section, below its title. */
export const rowIndent = '  '

/** The style of rows that stand behind `rowIndent`. */
export function behindRowIndent(style: Style): Style {
  return { ...style, width: style.width - rowIndent.length }
}
