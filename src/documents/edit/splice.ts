/** A part of a text and its replacement. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text with all splices applied; they may come in any order, and must not overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let result = ''
  let offset = 0
  for (const { start, end, text: inserted } of splices.toSorted(inOrder)) {
    result += text.slice(offset, start) + inserted
    offset = end
  }
  return result + text.slice(offset)
}

/** Sorts by offset; at the same offset, insertions come first. */
export function inOrder(left: Splice, right: Splice): number {
  return left.start - right.start || left.end - right.end
}

/** The line break that a text uses. */
export function lineBreakOf(text: string): string {
  const first = text.indexOf('\n')
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n'
}

/** Offset at which the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** Offset after the line break that follows `offset`; an offset right after a line break stays. */
export function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}
