import { effectiveActions } from '../../model/change.ts'
import { countPrivileged } from '../../model/count-privileged.ts'
import type { Plan } from '../../model/plan.ts'
import { escapeText } from '../escape.ts'
import { plural } from './diagnostics.ts'
import { plannedWords, privilegedText } from './privileged.ts'

/** A question before something is executed. */
export interface Question {
  readonly text: string
  /** The answer that means yes; absent: yes or no. */
  readonly number?: number
}

export interface PlaceOfApply {
  /** Absent for the embedded sandbox. */
  readonly url?: string
  readonly isSandbox: boolean
}

/**
 * Says where, how many of what, and what stays. Outside the embedded sandbox a plan with deletions wants their number: a `y`
 * is typed before the counts are read.
 */
export function applyQuestion({ target, summary, changes }: Plan, { url, isSandbox }: PlaceOfApply): Question {
  const signedOut = changes.filter(({ blocked }) => blocked?.still !== undefined).length
  const staying = summary.blocked - signedOut
  const parts = [
    ...effectiveActions.flatMap((action) => (summary[action] === 0 ? [] : [`${summary[action]} to ${action}`])),
    ...(signedOut === 0 ? [] : [`${signedOut} blocked to lose ${signedOut === 1 ? 'its' : 'their'} sessions`]),
  ]
  const place = url === undefined || url === target ? escapeText(target) : `${escapeText(target)} (${escapeText(url)})`
  const rest = staying === 0 ? '' : `; ${staying} blocked ${staying === 1 ? 'stays' : 'stay'}`
  const privileged = countPrivileged(changes)
  const power = privileged === undefined ? '' : ` Privileged values: ${privilegedText(privileged, plannedWords)}.`
  const what = `Apply to ${place}: ${parts.join(', ')}${rest}.${power}`
  const number = summary.delete
  if (number === 0 || isSandbox) return { text: `${what} Go on?` }
  return { text: `${what}\n  This deletes ${plural(number, 'account')} for good. Type ${number} to go on:`, number }
}
