import type { JsonPointer } from '../model/json.ts'
import type { Outcome, Report } from '../model/report.ts'
import { groupOf } from '../render/human/fold-outcomes.ts'
import { renderOutcomes } from '../render/human/outcome-rows.ts'
import { shownOutcome } from '../render/masking/mask-report.ts'
import type { Output } from './output.ts'

/** Shows a run while it goes on: how far it is, and what fails. */
export interface RunWatch {
  /** `changes`: how many the run will make. */
  begin(changes: number): void
  onOutcome(outcome: Outcome): void
  /** The report, without the outcomes that stand on the same terminal already. */
  untold(report: Report): Report
}

/** Failures that are told at once; the report has the others. */
const mostTold = 20

/**
 * A failure stands above the progress line at once, for a person can stop a run that goes wrong. Of alike failures only the first
 * does: the line counts them, and the report tells how many there were.
 *
 * @param declared Trait names that `--mask` may show.
 */
export function watchRun(output: Output, declared: readonly JsonPointer[]): RunWatch {
  const told = new Map<string, Outcome>()
  let all: number | undefined
  let done = 0
  let failed = 0
  return {
    begin(changes) {
      all = changes
      if (changes > 0) output.progress.step({ what: 'applying', done, all })
    },
    onOutcome(outcome) {
      // What the plan blocked is settled beside the changes.
      if (outcome.outcome !== 'blocked') done += 1
      if (outcome.outcome === 'failed') failed += 1
      output.progress.step({ what: 'applying', done, failed, ...(all !== undefined && { all }) })
      if (!output.isWatched || outcome.outcome !== 'failed' || told.size >= mostTold) return
      const group = groupOf(outcome)
      if (told.has(group)) return
      told.set(group, outcome)
      const shown = output.shown(outcome, (whole, masking) => shownOutcome(whole, declared, masking))
      output.talk(renderOutcomes([shown], output.errorStyle).join('\n'))
    },
    untold(report) {
      if (!output.isOneScreen) return report
      const counts = new Map<string, number>()
      for (const outcome of report.outcomes) counts.set(groupOf(outcome), (counts.get(groupOf(outcome)) ?? 0) + 1)
      const isTold = (outcome: Outcome) => {
        const group = groupOf(outcome)
        return told.get(group) === outcome && counts.get(group) === 1 && !endsWith(outcome.reason, report.unavailable)
      }
      return { ...report, outcomes: report.outcomes.filter((outcome) => !isTold(outcome)) }
    },
  }
}

function endsWith(reason: string | undefined, end: string | undefined): boolean {
  return end !== undefined && reason?.endsWith(end) === true
}
