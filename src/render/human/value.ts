import type { Json } from '../../model/json.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { escapeJsonText } from '../escape.ts'
import { isWider, shorten } from '../layout/width.ts'
import { spellOut } from '../looks.ts'

/** Columns of a value that a row shows at most: people can put megabytes into their own traits. */
export const longestValue = 1000

/** Elements of a list that a row shows before it only counts. */
export const mostElements = 20

export interface ValueOptions {
  /** Columns that the value may take. */
  readonly most?: number
  /** Show every character beyond ASCII as an escape. */
  readonly spelled?: boolean
}

/** A JSON value on one line, safe to print, shortened in its middle. */
export function renderValue(
  value: Json | undefined,
  { most = longestValue, spelled = false }: ValueOptions = {},
): string {
  if (value === undefined) return '(absent)'
  if (value === hiddenValue) return hiddenValue
  const text = JSON.stringify(value)
  const safe = (part: string): string => (spelled ? spellOut(escapeJsonText(part)) : escapeJsonText(part))
  // Both ends are enough, and escaping megabytes takes long.
  const isLong = text.length > 2 * most
  const shown = isLong ? `${safe(wholeStart(text, most))}…${safe(wholeEnd(text, most))}` : safe(text)
  if (!isLong && !isWider(shown, most)) return shown
  const note = ` (${text.length} characters)`
  return shorten(shown, Math.max(most - note.length, 12)) + note
}

/**
 * A value on one side of a row. Of a list each element is shortened alone: cut in its middle, a list of roles could hide one of them.
 *
 * @param most Columns for the value, or for each element of a list.
 */
export function renderWhole(value: Json | undefined, most: number, isFull: boolean): string {
  if (!Array.isArray(value) || !isWider(escapeJsonText(JSON.stringify(value)), most))
    return renderValue(value, { most })
  const shown = isFull ? value : value.slice(0, mostElements)
  const more = value.length - shown.length
  const elements = shown.map((element) => renderValue(element, { most }))
  return `[${[...elements, ...(more === 0 ? [] : [`… ${more} more`])].join(', ')}]`
}

/** Without half of a surrogate pair. */
function wholeStart(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}

function wholeEnd(text: string, length: number): string {
  return text.slice(-length).replace(/^[\uDC00-\uDFFF]/, '')
}
