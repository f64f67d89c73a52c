/** Emphasis for text output; never the only way in which something is shown. `cli/theme.ts` makes the coloured style. */
export interface Style {
  readonly added: (text: string) => string
  readonly removed: (text: string) => string
  readonly changed: (text: string) => string
  readonly problem: (text: string) => string
  readonly warning: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
}

const same = (text: string): string => text

export const plainStyle: Style = {
  added: same,
  removed: same,
  changed: same,
  problem: same,
  warning: same,
  strong: same,
  faint: same,
}
