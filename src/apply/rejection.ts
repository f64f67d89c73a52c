import type { Rejection, UnknownEffect } from '../live/ports.ts'
import type { JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'
import { type BadEnding, failed } from './ending.ts'
import type { Step } from './step.ts'

/** Long enough for any reason of Kratos that helps. */
const maxLength = 300

/** A failure in Kratos' own words. What the step hides (secrets, references, sensitive leaves) never appears in it. */
export function failedBy(step: Step, rejection: Rejection): BadEnding {
  const { hidden } = step
  const text = rejection.reason ?? rejection.message
  const words = oneLine(text, hidden)
  const paths = pathsIn(text)
  return {
    ...(rejection.isGone ? failed('refused-gone', { words }) : failed('refused', { words, advice: rejection.hint })),
    ...present({ paths: paths.length > 0 ? paths : undefined }),
    ...requestIdOf(step, rejection),
  }
}

/** So many characters of a secret are in no id by chance. */
const shortestSecret = 6

/** The id to find a refusal by in the server's log, unless it is, or has in it, what the step hides: a server may say anything. */
export function requestIdOf({ hidden }: Pick<Step, 'hidden'>, { requestId }: Rejection): Pick<BadEnding, 'request_id'> {
  const isHidden = (value: string) =>
    value === requestId || (value.length >= shortestSecret && requestId?.includes(value) === true)
  return present({ request_id: [...hidden].some(isHidden) ? undefined : requestId })
}

/** A failure whose answer was lost for good: nobody knows whether it had an effect. */
export function failedUnknown(step: Step, { detail, rejection }: UnknownEffect): BadEnding {
  if (rejection === undefined) return failed('effect-unknown', { words: oneLine(detail, step.hidden) })
  const refused = failedBy(step, rejection)
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
