/**
 * A terminal that knows what progress lines need: line breaks, `\r`, cursor up, and erasing. Colours are left out. Like tmux, it keeps what
 * is erased from the very first cell on, where it can be scrolled to: it takes that for a screen that is cleared.
 */
export interface Screen {
  write(text: string): void
  /** The rows, without trailing spaces, from the first to that of the cursor or the last with a text, below those that were kept. */
  rows(): string[]
}

const esc = '\u001b'
const tokens = new RegExp(`${esc}\\[(\\d*)([A-Za-z])|[\\s\\S]`, 'gu')

export function createScreen(width: number): Screen {
  const kept: string[][] = []
  let cells: string[][] = [[]]
  let row = 0
  let column = 0
  const line = (): string[] => {
    while (cells.length <= row) cells.push([])
    return cells[row] ?? []
  }
  const control: Readonly<Record<string, (count: number) => void>> = {
    m: () => undefined,
    A: (count) => {
      row = Math.max(0, row - count)
    },
    K: () => void line().splice(column),
    J: () => {
      if (row === 0 && column === 0) kept.push(...cells.slice(0, cells.findLastIndex((one) => one.length > 0) + 1))
      line().splice(column)
      cells = cells.slice(0, row + 1)
    },
  }
  const put = (character: string): void => {
    if (column === width) {
      row += 1
      column = 0
    }
    line()[column] = character
    column += 1
  }
  const shown = (): string[][] => {
    const last = cells.findLastIndex((one) => textOf(one) !== '')
    return cells.slice(0, Math.max(row, last) + 1)
  }
  return {
    write(text) {
      for (const [token, count, name] of text.matchAll(tokens)) {
        if (name !== undefined) {
          const act = control[name]
          if (act === undefined) throw new Error(`the screen does not know ${JSON.stringify(token)}`)
          act(Number(count || 1))
        } else if (token === '\n') {
          row += 1
          column = 0
        } else if (token === '\r') column = 0
        else put(token)
      }
      line()
    },
    rows: () => [...kept, ...shown()].map(textOf),
  }
}

function textOf(cells: readonly string[]): string {
  return Array.from(cells, (cell) => cell ?? ' ')
    .join('')
    .trimEnd()
}
