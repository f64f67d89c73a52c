import type { Node, YAMLSeq } from 'yaml'
import type { Json } from '../../model/json.ts'
import { alignLists } from './align-lists.ts'
import { lineBreakOf, lineStart, nextLine, type Splice, spliced } from './splice.ts'
import { endOf } from './yaml-place.ts'
import { renderInline } from './yaml-value.ts'

/**
 * Edits a list with one line per entry: entries that stay keep their lines and comments. `undefined` if no entry would
 * be left, or if an entry shares its line with something else.
 */
export function editBlockList(
  text: string,
  list: YAMLSeq,
  before: readonly Json[],
  after: readonly Json[],
): string | undefined {
  const entries = entriesOf(text, list)
  const { removed, added } = alignLists(before, after)
  if (entries === undefined || entries.length !== before.length || removed.length === entries.length) return undefined
  const lineBreak = lineBreakOf(text)
  const splices: Splice[] = removed.flatMap((index) => {
    const entry = entries[index]
    return entry === undefined ? [] : [{ start: entry.start, end: entry.end, text: '' }]
  })
  const [first] = entries
  for (const behind of new Set(added.map((one) => one.behind))) {
    const offset = (behind === -1 ? first?.start : entries[behind]?.end) ?? 0
    const lines = added.filter((one) => one.behind === behind).map(({ value }) => lineOf(value, first?.column ?? 0))
    // The last line of a file may have no line break.
    const isOpen = offset > 0 && text[offset - 1] !== '\n'
    const inserted = isOpen ? lineBreak + lines.join(lineBreak) : lines.map((line) => line + lineBreak).join('')
    splices.push({ start: offset, end: offset, text: inserted })
  }
  return spliced(text, splices)
}

function lineOf(value: Json, column: number): string {
  return `${' '.repeat(column)}- ${renderInline(value, false)}`
}

interface Entry {
  readonly start: number
  readonly end: number
  readonly column: number
}

/** The whole lines of each entry, and the column of its dash. */
function entriesOf(text: string, list: YAMLSeq): Entry[] | undefined {
  const entries: Entry[] = []
  let offset = list.range?.[0] ?? 0
  for (const item of list.items as Node[]) {
    const dash = dashFrom(text, offset)
    if (dash === undefined) return undefined
    const start = lineStart(text, dash)
    if (text.slice(start, dash).trim() !== '') return undefined
    offset = endOf(item)
    entries.push({ start, end: nextLine(text, offset), column: dash - start })
  }
  return entries
}

function dashFrom(text: string, offset: number): number | undefined {
  const dash = /(?:[ \t\r\n]|#[^\n]*)*-/y
  dash.lastIndex = offset
  return dash.test(text) ? dash.lastIndex - 1 : undefined
}
