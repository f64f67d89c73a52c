import { escapeJsonText } from '../escape.ts'
import type { Event } from '../shapes/event.ts'

/** One JSON object, with its line break. */
export function eventLine(event: Event): string {
  return `${escapeJsonText(JSON.stringify(event))}\n`
}
