import { isWider, startOf, widthOf } from './width.ts'

/**
 * The lines of a plain text, each at most `width` columns wide, broken between words; a word that is wider than a line is broken
 * between graphemes. At least one line. Colours belong to the lines, not to the text.
 *
 * @param firstWidth Columns of the first line, where something stands before it.
 */
export function wrap(text: string, width: number, firstWidth = width): string[] {
  if (!isWider(text, firstWidth)) return [text]
  const lines: string[] = []
  let line = ''
  let room = firstWidth
  const end = (): void => {
    lines.push(line)
    line = ''
    room = width
  }
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (!isWider(joined, room)) {
      line = joined
      continue
    }
    if (line !== '' || (lines.length === 0 && firstWidth < width)) end()
    line = word
    while (isWider(line, room)) {
      // A grapheme that is wider than the line goes on a line of its own.
      const start = startOf(line, room) || (/^./su.exec(line)?.[0] ?? '')
      const rest = line.slice(start.length)
      line = start
      if (rest === '') break
      end()
      line = rest
    }
  }
  lines.push(line)
  return lines
}

/** Wrapped lines with `first` before the first one and `rest` before the others. */
export function wrapBehind(text: string, width: number, first: string, rest: string): string[] {
  const least = 20
  const room = Math.max(width - widthOf(rest), least)
  const lines = wrap(text, room, Math.max(width - widthOf(first), least))
  return lines.map((line, index) => (index === 0 ? first : rest) + line)
}
