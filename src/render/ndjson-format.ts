import type { Format } from './format.ts'
import { eventLine } from './reports/event-line.ts'
import { eventsOf } from './reports/events.ts'
import type { ReportSubject } from './reports/report-format.ts'

/**
 * One event a line. These are of what a command has found. The others (`begin`, those of a run, `error`, `end`) are written when they
 * happen, and need no result.
 */
export const ndjson: Format = {
  plan: (plan) => linesOf({ kind: 'plan', plan }),
  noPlan: (why) => textOf({ kind: 'no-plan', why }),
  savedPlan: (plan) => linesOf({ kind: 'saved-plan', plan }),
  drift: (found, { answers = [] }) => textOf({ kind: 'drift', found, answers }),
  noDrift: (why) => textOf({ kind: 'no-drift', why }),
  check: (check) => textOf({ kind: 'check', check }),
  report: () => '',
  reportWithPlan: () => [],
  fileProblems: (file, diagnostics) => textOf({ kind: 'file-problems', file, diagnostics }),
  failure: () => '',
  runs: (runs, now) => textOf({ kind: 'runs', runs, now }),
  run: (run) => textOf({ kind: 'story', run }),
  acceptance: withoutEvents,
  written: withoutEvents,
  exported: withoutEvents,
  sandbox: withoutEvents,
  formatting: withoutEvents,
  topic: withoutEvents,
  topics: withoutEvents,
  files: withoutEvents,
  findings: withoutEvents,
  posting: withoutEvents,
}

function* linesOf(subject: ReportSubject): Generator<string> {
  for (const event of eventsOf(subject)) yield eventLine(event)
}

function textOf(subject: ReportSubject): string {
  return [...linesOf(subject)].join('')
}

/** Results of commands that do not take `--format ndjson`. */
function withoutEvents(): never {
  throw new TypeError('this result has no events')
}
