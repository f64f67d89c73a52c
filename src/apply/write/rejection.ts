import type { Rejection, UnknownEffect } from '../../live/ports.ts'
import { cutOut, type Hidden } from '../../model/cut-out.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { type BadEnding, failed } from '../ending.ts'
import type { Step } from '../step.ts'

/** In characters; longer messages of Kratos are cut. */
const maxLength = 300

/** A failure with Kratos' message, without the values that the step hides (secrets, references, sensitive leaves). */
export function failedBy(step: Step, rejection: Rejection): BadEnding {
  const { hidden } = step
  const text = rejection.reason ?? rejection.message
  const words = oneLine(text, hidden)
  const paths = pathsIn(text).filter((path) => !holdsHidden(path, hidden))
  return {
    ...(rejection.isGone ? failed('refused-gone', { words }) : failed('refused', { words, advice: rejection.hint })),
    ...present({ paths: paths.length > 0 ? paths : undefined }),
    ...shownRequestId(step, rejection),
  }
}

/** If an id contains so many characters of a secret, that is no coincidence. */
const shortestSecret = 6

/** The request id with which the refusal can be found in the server's log, unless the server's text contains a value that the step hides. */
export function shownRequestId(
  { hidden }: Pick<Step, 'hidden'>,
  { requestId }: Rejection,
): Pick<BadEnding, 'request_id'> {
  return present({ request_id: requestId === undefined || holdsHidden(requestId, hidden) ? undefined : requestId })
}

function holdsHidden(text: string, hidden: Iterable<Hidden>): boolean {
  const values = [...hidden].map(String)
  return (
    values.includes(text) ||
    cutOut(
      text,
      values.filter((value) => value.length >= shortestSecret),
    ) !== text
  )
}

/** The ending for a write that may have had an effect, because every answer was lost. */
export function failedUnknown(step: Step, { detail, rejection }: UnknownEffect): BadEnding {
  if (rejection === undefined) return failed('effect-unknown', { words: oneLine(detail, step.hidden) })
  const refused = failedBy(step, rejection)
  return { ...refused, ...failed('effect-unknown', { words: refused.reason }) }
}

/** The first line with content, without control characters and hidden values. */
export function oneLine(text: string, hidden: Iterable<Hidden>): string {
  // Hide before cutting into lines, since a secret may have several.
  const lines = cutOut(text, hidden)
    .split('\n')
    .filter((line) => line.trim() !== '')
  // If one value has several violations, the first line only announces them (API reference §14.4).
  const said = lines.length > 1 && lines[0]?.trimEnd().endsWith(' failed') ? lines[1] : lines[0]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  const line = (said ?? '').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '').trim()
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line
}

/** The instance pointers of Kratos' validation texts: `I[#/traits/email]`. */
function pathsIn(reason: string): JsonPointer[] {
  const pointers = [...reason.matchAll(/I\[#(\/[^\]]*)\]/g)].map((match) => match[1] as string)
  return [...new Set(pointers)]
}
