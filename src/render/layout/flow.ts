import type { Paint, Style } from '../style.ts'
import { isWider, widthOf } from './width.ts'
import { wrap } from './wrap.ts'

/** A part of a line, plain, with the colour that it gets. */
export interface Piece {
  readonly text: string
  readonly paint?: Paint
  /** Begins on the line of the piece before it, and breaks between its words. */
  readonly prose?: true
}

/** Columns that a wrapped text has at least, however deep it is indented. */
export const leastRoom = 20

/**
 * Lines with the pieces one after the other, a space between them, behind `first` and in the following lines behind `rest`. Breaks
 * between pieces, and inside a piece that is wider than a line.
 */
export function flow(pieces: readonly Piece[], first: string, rest: string, style: Style): string[] {
  const lines: string[] = []
  const whole = Math.max(style.width - widthOf(rest), leastRoom)
  let room = Math.max(style.width - widthOf(first), leastRoom)
  let line = first
  let isFresh = true
  const end = (): void => {
    lines.push(line.trimEnd())
    line = rest
    room = whole
    isFresh = true
  }
  for (const { text, paint, prose } of pieces) {
    if (!isFresh && !prose && isWider(text, room - 1)) end()
    const parts = wrap(text, whole, Math.max(room - (isFresh ? 0 : 1), 0))
    parts.forEach((part, index) => {
      if (index > 0) end()
      if (part === '') return
      line += (isFresh ? '' : ' ') + painted(part, paint, style)
      room -= widthOf(part) + (isFresh ? 0 : 1)
      isFresh = false
    })
  }
  lines.push(line.trimEnd())
  return lines
}

/** The pieces of a sentence: a command in backticks stays on one line, so that it can be copied. */
export function sentence(text: string, paint?: Paint): Piece[] {
  const colour = paint === undefined ? {} : { paint }
  if (!text.includes('`')) return [{ text, ...colour, prose: true }]
  const words = text.match(/[^\s`]*`[^`]*`\S*|\S+/g) ?? []
  const pieces: Piece[] = []
  for (const word of words) {
    const last = pieces.at(-1)
    if (word.includes('`')) pieces.push({ text: word, ...colour })
    else if (last?.prose) pieces[pieces.length - 1] = { ...last, text: `${last.text} ${word}` }
    else pieces.push({ text: word, ...colour, prose: true })
  }
  return pieces
}

function painted(text: string, paint: Paint | undefined, style: Style): string {
  return paint === undefined || text === '' ? text : style[paint](text)
}
