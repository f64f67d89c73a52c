import type { ExitName } from '../errors.ts'
import { present } from '../model/present.ts'
import type { Outcome } from '../model/report.ts'
import { isRequestId } from '../model/request-id.ts'
import type { RunHeader, RunLog, StartedChange } from '../model/run.ts'
import { type JournalRecord, journalFormat, journalFormatVersion } from './format.ts'
import type { JournalFile } from './journal-file.ts'

export interface JournalOptions {
  now(): Date
  /** Told once, when a record cannot be written: with the system's code, `ENOSPC`. */
  onProblem(code: string): void
  /** How keys and ids are written down; as they are when absent. */
  readonly names?: { key(key: string): string; id(id: string): string }
}

type Unfinished<T> = T extends unknown ? Omit<T, 'at'> : never
type TimedRecord = Unfinished<Exclude<JournalRecord, { record: 'header' }>>

const asTheyAre = { key: (key: string) => key, id: (id: string) => id }

/**
 * Writes down what a run does, each record before the run goes on. When one cannot be written the run goes on all the
 * same, and the next that can says how many are missing.
 */
export function createJournal(file: JournalFile, header: RunHeader, options: JournalOptions): RunLog {
  const { now, onProblem, names = asTheyAre } = options
  let lost = 0
  let isTold = false

  const tell = (error: unknown): void => {
    if (isTold) return
    isTold = true
    onProblem((error as NodeJS.ErrnoException).code ?? String(error))
  }
  const append = (record: object): void => {
    // A line break first: what was lost may have left half a line.
    const gap = lost === 0 ? '' : `\n${lineOf({ record: 'lost', at: now().toISOString(), records: lost })}`
    try {
      file.append(`${gap}${lineOf(record)}`)
      lost = 0
    } catch (error) {
      lost += 1
      tell(error)
    }
  }
  const orTell = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      tell(error)
    }
  }
  const note = ({ record, ...members }: TimedRecord): void => append({ record, at: now().toISOString(), ...members })
  const named = ({ key, action, id }: StartedChange) => ({
    key: names.key(key),
    action,
    ...(id !== undefined && { id: names.id(id) }),
  })

  append({ record: 'header', format: journalFormat, format_version: journalFormatVersion, ...header })
  orTell(() => file.sync())
  return {
    start: (change) => note({ record: 'start', ...named(change) }),
    outcome(outcome: Outcome) {
      const { request_id } = outcome
      const isUsable = request_id !== undefined && isRequestId(request_id)
      note({ record: 'outcome', ...named(outcome), outcome: outcome.outcome, ...(isUsable && { request_id }) })
    },
    interrupted: (level) => note({ record: 'interrupted', level }),
    end(exit: ExitName, why?: string) {
      note({ record: 'end', exit, ...present({ why }) })
      orTell(() => file.sync())
      orTell(() => file.close())
    },
  }
}

function lineOf(record: object): string {
  return `${JSON.stringify(record)}\n`
}
