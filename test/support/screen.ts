/** A terminal that knows what progress lines need: line breaks, `\r`, cursor up, and erasing. Colours are left out. */
export interface Screen {
  write(text: string): void
  /** The rows, without trailing spaces, from the first to that of the cursor. */
  rows(): string[]
}

const esc = '\u001b'
const tokens = new RegExp(`${esc}\\[(\\d*)([A-Za-z])|[\\s\\S]`, 'gu')

export function createScreen(width: number): Screen {
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
    rows: () =>
      cells.map((row) =>
        Array.from(row, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      ),
  }
}
