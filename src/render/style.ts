/** Emphasis for text output, and its width; never the only way in which something is shown. `cli/theme.ts` makes the coloured one. */
export interface Style {
  readonly added: (text: string) => string
  readonly removed: (text: string) => string
  readonly changed: (text: string) => string
  readonly problem: (text: string) => string
  readonly warning: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  /** Columns that a line may take. */
  readonly width: number
}

/** A colour of the theme. */
export type Paint = Exclude<keyof Style, 'width'>

/** Columns where nobody says how many there are: a file, a pipe, a log of a pipeline. */
export const usualWidth = 100

const same = (text: string): string => text

export const plainStyle: Style = {
  added: same,
  removed: same,
  changed: same,
  problem: same,
  warning: same,
  strong: same,
  faint: same,
  width: usualWidth,
}
