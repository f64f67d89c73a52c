import { createRequire } from 'node:module'

/** Characters that take one column and join with nothing: ASCII, letters of European languages, and signs of ours. */
const narrow = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2717]*$/
/** Made when it is needed: Node loads tables for it. */
let segmenter: Intl.Segmenter | undefined

/** Columns that a text takes on a terminal: two for wide characters and emoji, none for combining marks and colours. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text)
}

let library: typeof import('string-width') | undefined

function stringWidth(text: string): number {
  // Loading it builds a set of all emoji, for longer than the usual plan takes to print.
  library ??= createRequire(import.meta.url)('string-width') as NonNullable<typeof library>
  return library.default(text)
}

/** The text with spaces up to `width` columns; unchanged when it is wider. */
export function padEnd(text: string, width: number): string {
  return text + spaces(width - widthOf(text))
}

/** The text with spaces before it up to `width` columns; unchanged when it is wider. */
export function padStart(text: string, width: number): string {
  return spaces(width - widthOf(text)) + text
}

/**
 * The text in at most `width` columns: an ellipsis replaces its middle. Never splits a grapheme, and looks only at both ends of
 * a text of megabytes. The text is plain: without colours and line breaks.
 */
export function shorten(text: string, width: number): string {
  if (!isWider(text, width)) return text
  if (width <= 1) return width === 1 ? '…' : ''
  const room = width - 1
  const head = startOf(text, Math.ceil(room / 2))
  const tail = endOf(text.slice(head.length).slice(-width * longestGrapheme), room - widthOf(head))
  return `${head}…${tail}`
}

/** Whether a text takes more than `width` columns, or has graphemes without end. Quick for a text of megabytes. */
export function isWider(text: string, width: number): boolean {
  return text.length > Math.max(width, 1) * longestGrapheme || widthOf(text) > width
}

/** The longest beginning of a text that takes at most `width` columns; never splits a grapheme. */
export function startOf(whole: string, width: number): string {
  const text = whole.slice(0, Math.max(width, 1) * longestGrapheme)
  if (narrow.test(text)) return text.slice(0, Math.max(width, 0))
  let used = 0
  let end = 0
  for (const { segment, index } of graphemesOf(text)) {
    used += widthOf(segment)
    if (used > width || segment.length > longestGrapheme) break
    end = index + segment.length
  }
  return text.slice(0, end)
}

/** The longest end of a text that takes at most `width` columns. */
function endOf(text: string, width: number): string {
  if (narrow.test(text)) return width <= 0 ? '' : text.slice(-width)
  let used = 0
  let start = text.length
  for (const { segment, index } of [...graphemesOf(text)].reverse()) {
    used += widthOf(segment)
    // The first segment may be the rest of a grapheme that the slice has cut.
    if (used > width || segment.length > longestGrapheme || (index === 0 && isCut(segment))) break
    start = index
  }
  return text.slice(start)
}

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter.segment(text)
}

function isCut(segment: string): boolean {
  return /^(?:\p{Mark}|\u200d|[\udc00-\udfff])/u.test(segment)
}

/** UTF-16 units of the longest grapheme that a shortened text keeps: emoji of families have 11, and stacks of marks no limit. */
const longestGrapheme = 16

function spaces(count: number): string {
  return count > 0 ? ' '.repeat(count) : ''
}
