import type { Rejection } from '../live/ports.ts'
import type { JsonPointer } from '../model/json.ts'
import { type BadEnding, failed } from './context.ts'

/** Long enough for any reason of Kratos that helps. */
const maxLength = 300

/** A failure in Kratos' own words. `hidden` values (secrets, references, sensitive leaves) never appear in it. */
export function failedBy(rejection: Rejection, hidden: Iterable<string>): BadEnding {
  const text = rejection.reason ?? rejection.message
  const words = oneLine(text, hidden)
  const paths = pathsIn(text)
  return {
    ...(rejection.isGone ? failed('refused-gone', { words }) : failed('refused', { words, advice: rejection.hint })),
    ...(paths.length > 0 ? { paths } : {}),
    ...(rejection.requestId === undefined ? {} : { request_id: rejection.requestId }),
  }
}

/** A failure whose answer was lost for good: nobody knows whether it had an effect. */
export function failedUnknown(detail: string, rejection: Rejection | undefined, hidden: Iterable<string>): BadEnding {
  if (rejection === undefined) return failed('effect-unknown', { words: oneLine(detail, hidden) })
  const refused = failedBy(rejection, hidden)
  return { ...refused, ...failed('effect-unknown', { words: refused.reason }) }
}

/** The first line that says something, free of control characters and of hidden values. */
export function oneLine(text: string, hidden: Iterable<string>): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  // Several violations at one node have a head line that only announces them (API reference §14.4).
  const said = lines.length > 1 && lines[0]?.trimEnd().endsWith(' failed') ? lines[1] : lines[0]
  let line = said ?? ''
  for (const value of [...hidden].sort((left, right) => right.length - left.length)) {
    if (value !== '') line = line.replaceAll(value, '•••')
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  line = line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '').trim()
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line
}

/** The instance pointers of Kratos' validation texts: `I[#/traits/email]`. */
function pathsIn(reason: string): JsonPointer[] {
  const pointers = [...reason.matchAll(/I\[#(\/[^\]]*)\]/g)].map((match) => match[1] as string)
  return [...new Set(pointers)]
}
