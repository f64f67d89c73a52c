import type { Json } from '../../model/json.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { escapeJsonText } from '../escape.ts'
import { isWider, shorten } from '../layout/width.ts'
import { spellOut } from '../looks.ts'

/** Columns of a value that a row shows at most: people can put megabytes into their own traits. */
export const longestValue = 1000

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

/** Without half of a surrogate pair. */
function wholeStart(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}

function wholeEnd(text: string, length: number): string {
  return text.slice(-length).replace(/^[\uDC00-\uDFFF]/, '')
}
