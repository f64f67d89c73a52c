import type { ExplainedWord } from '../model/explanations/explanation.ts'

/** Where a code comes up, with the heading of its codes in a list. */
export const topicKinds = {
  diagnostic: 'Mistakes and warnings',
  guard: 'Guards that refuse a plan',
  blocked: 'Why a change is blocked',
  consequence: 'What a change means for its person',
  ending: 'Why a change was not completed',
  outcome: 'How a change ended',
  action: 'What a change does',
  reason: 'Why a row is in the plan',
  drift: 'Kinds of drift',
  uncounted: 'What a baseline, or the mode of a field, says of a difference',
  'way-in': 'How a person can sign in',
  run: 'What a run says besides its changes',
  exit: 'How a command ended',
  word: 'Titles, labels and last lines of screens',
} as const

export type TopicKind = keyof typeof topicKinds

/** A code of idctl's output with everything that there is to say about it. */
export interface Topic extends ExplainedWord {
  readonly code: string
  readonly kind: TopicKind
  /** Other topics with this code, as `idctl explain` takes them: `reason:expired`. */
  readonly also: readonly string[]
}
