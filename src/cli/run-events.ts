import type { BegunPlan } from '../apply-plan-file.ts'
import type { JsonPointer } from '../model/json.ts'
import type { Outcome, Report } from '../model/report.ts'
import type { InterruptLevel, StartedChange } from '../model/run.ts'
import { outcomeOf } from '../render/json.ts'
import { shownOutcome, shownReport } from '../render/masking/mask-report.ts'
import { shownStart } from '../render/masking/mask-run.ts'
import type { Execution } from './execution.ts'

/** Tells a run as events while it goes on. */
export interface RunEvents {
  /** `run`: its id, if it has a journal. */
  begin(begun: BegunPlan, run: string | undefined): void
  start(change: StartedChange): void
  outcome(outcome: Outcome): void
  interrupted(level: InterruptLevel): void
  end(report: Report): void
}

/** @param declared Trait names that `--mask` may show. */
export function tellRun({ output, config }: Execution, declared: readonly JsonPointer[]): RunEvents {
  const { events, shown } = output
  return {
    begin({ changes, shard }, run) {
      const target = config.server?.target ?? ''
      events.tell([{ type: 'run', ...events.now(), target, workspace: config.workspace, run, changes, shard }])
    },
    start(change) {
      if (events.isOn) events.tell([{ type: 'start', ...events.now(), ...shown(change, shownStart) }])
    },
    outcome(outcome) {
      if (!events.isOn) return
      const told = shown(outcome, (whole, masking) => shownOutcome(whole, declared, masking))
      events.tell([{ type: 'outcome', ...events.now(), ...outcomeOf(told) }])
    },
    interrupted(level) {
      events.tell([{ type: 'interrupted', ...events.now(), level }])
    },
    end(report) {
      if (!events.isOn) return
      const {
        problems = [],
        counts,
        interrupted,
        unavailable,
      } = shown({ ...report, outcomes: [] }, (whole, masking) => shownReport(whole, declared, masking))
      events.tell([
        ...problems.map((problem) => ({ type: 'problem', ...problem }) as const),
        { type: 'report', ...events.now(), summary: counts, interrupted, unavailable },
      ])
    },
  }
}
