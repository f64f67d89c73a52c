import type { OutcomeKind } from '../report.ts'
import type { ExplainedWord } from './explanation.ts'

/** How apply ended a change. */
export const outcomeExplanations: Readonly<Record<OutcomeKind, ExplainedWord>> = {
  done: {
    title: 'The change was executed',
    cause: 'Kratos took the write, and its answer has the values that were asked for.',
    cure: 'Nothing.',
  },
  'already-done': {
    label: 'already done',
    title: 'Live already had what the change wants',
    cause: 'Another run, or an earlier try of this one, did it before. Nothing was written.',
    cure: 'Nothing.',
  },
  moved: {
    title: 'Live is no longer what the plan saw; nothing was written',
    cause:
      'Right before each write idctl reads the identity again, and what the change is about (a leaf that it writes, the state, the external_id or the mark) was not what the plan saw.',
    cure: 'Plan again, and look at what has changed.',
  },
  failed: {
    title: 'The change could not be executed, or not whole',
    cause: 'Kratos refused it, or the connection broke. The reason and a hint stand beside it, in JSON with a `code`.',
    cure: 'Do what the hint says, and apply again.',
  },
  skipped: {
    title: 'The change was not started',
    cause:
      'A change that it needs failed, the limit of --max-failures was reached, the server became unavailable, or the run was interrupted.',
    cure: 'Apply again: what is done stays done.',
  },
  blocked: {
    title: 'The plan itself said that the change must wait',
    cause: 'Something has to be decided first. The row has the reason and a hint, and in JSON a `code`.',
    cure: 'Do what the hint says, and plan again.',
  },
}
