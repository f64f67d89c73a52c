import type { ExitName } from '../../model/exit-codes.ts'
import { present } from '../../model/present.ts'
import type { Outcome } from '../../model/report.ts'
import { isRequestId } from '../../model/request-id.ts'
import type { RunHeader, RunLog, StartedChange } from '../../model/run.ts'
import { type JournalRecord, journalFormat, journalFormatVersion } from './format.ts'
import type { JournalFile } from './journal-file.ts'

export interface JournalOptions {
  now(): Date
  /** Called once, if a record cannot be written, with the system's code such as `ENOSPC`. */
  onProblem(code: string): void
  /** How to write keys, ids and names of files; unchanged if absent. */
  readonly names?: { key(key: string): string; id(id: string): string; file(path: string): string }
}

type Unfinished<T> = T extends unknown ? Omit<T, 'at'> : never
type TimedRecord = Unfinished<Exclude<JournalRecord, { record: 'header' }>>

const unchanged = { key: (key: string) => key, id: (id: string) => id, file: (path: string) => path }

/**
 * Records what a run does, each record before the run continues. If a record cannot be written, the run continues, and
 * the next record that can be written says how many are missing.
 */
export function createJournal(file: JournalFile, header: RunHeader, options: JournalOptions): RunLog {
  const { now, onProblem, names = unchanged } = options
  let lost = 0
  let isReported = false

  const reportOnce = (error: unknown): void => {
    if (isReported) return
    isReported = true
    onProblem((error as NodeJS.ErrnoException).code ?? String(error))
  }
  const append = (record: object): void => {
    // A line break first: a lost record may have left half a line.
    const gap = lost === 0 ? '' : `\n${lineOf({ record: 'lost', at: now().toISOString(), records: lost })}`
    try {
      file.append(`${gap}${lineOf(record)}`)
      lost = 0
    } catch (error) {
      lost += 1
      reportOnce(error)
    }
  }
  const orReport = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      reportOnce(error)
    }
  }
  const note = ({ record, ...members }: TimedRecord): void => append({ record, at: now().toISOString(), ...members })
  const named = ({ key, action, disables, id }: StartedChange) => ({
    key: names.key(key),
    action,
    ...present({ disables, id: id === undefined ? undefined : names.id(id) }),
  })

  append({ record: 'header', format: journalFormat, format_version: journalFormatVersion, ...header })
  orReport(() => file.sync())
  return {
    start: (change) => note({ record: 'start', ...named(change) }),
    outcome(outcome: Outcome) {
      const { request_id, origin, code, waits } = outcome
      const isUsable = request_id !== undefined && isRequestId(request_id)
      const place = origin && { ...origin, file: names.file(origin.file) }
      note({
        record: 'outcome',
        ...named(outcome),
        outcome: outcome.outcome,
        ...present({ origin: place, code, waits, request_id: isUsable ? request_id : undefined }),
      })
    },
    interrupted: (level) => note({ record: 'interrupted', level }),
    end(exit: ExitName, why?: string) {
      note({ record: 'end', exit, ...present({ why }) })
      orReport(() => file.sync())
      orReport(() => file.close())
    },
  }
}

function lineOf(record: object): string {
  return `${JSON.stringify(record)}\n`
}
