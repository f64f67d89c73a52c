import type { Json } from '../../model/json.ts'
import { escapeOfUnseen, strayPattern } from '../../model/unseen.ts'

/** Characters that `JSON.stringify` leaves as they are although a terminal interprets them, or nobody sees them. */
const unseen = new RegExp(`[\\u007f-\\u009f]|${strayPattern.source}`, 'gu')

/**
 * A value as JSON that shows what is in it: a live text cannot act on the terminal, or turn a line around, of who looks at the
 * file.
 *
 * @param step spaces for each level of nesting; absent: on one line
 */
export function jsonText(value: Json, step?: number): string {
  return JSON.stringify(value, undefined, step).replace(unseen, escapeOfUnseen)
}
