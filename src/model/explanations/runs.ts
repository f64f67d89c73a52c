import type { ExplainedWord } from './explanation.ts'

/** What a report of a run says besides its changes. */
export const runExplanations = {
  problem: {
    title: 'Something besides the changes went wrong in the run',
    cause:
      'The journal, the inventory, the invites or the report could not be written. The changes themselves are as the report says.',
    cure: 'Do what the hint says; the run counts as incomplete (exit 5).',
  },
  unavailable: {
    title: 'The server became unavailable during the run',
    cause: 'The server failed for so long that idctl started no more changes.',
    cure: 'Apply again when the server is well: what is done stays done.',
  },
  unfinished: {
    title: 'The run has no end in its journal',
    cause: 'The process was killed, or it is still running.',
    cure: 'Plan again: the plan shows what is still to do.',
  },
} as const satisfies Readonly<Record<string, ExplainedWord>>
