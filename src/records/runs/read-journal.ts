import { assertNever } from '../../model/assert-never.ts'
import { noOutcomes } from '../../model/outcome-counts.ts'
import { present } from '../../model/present.ts'
import { isOutcomeCode } from '../../model/report.ts'
import type { InterruptLevel, RunChange, RunHeader, RunStory, RunSummary } from '../../model/run.ts'
import { LineTooLong, linesOf } from '../planfile/lines.ts'
import { type JournalRecord, recordSchema } from './format.ts'

/** A file that is not a journal, or whose first line is lost; the message says which. */
export class UnreadableJournal extends Error {}

/**
 * Reads a journal as far as possible. A cut last line is ignored; damaged lines before it are counted. `changes` are
 * collected only if asked for.
 * @throws UnreadableJournal
 */
export async function readJournal(path: string, run: string, collects: boolean): Promise<RunStory> {
  const tally = new Tally(collects)
  try {
    for await (const line of linesOf(path)) tally.take(line)
  } catch (error) {
    if (error instanceof LineTooLong) throw new UnreadableJournal('it is not a journal')
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UnreadableJournal(`it cannot be read (${String(error.code)})`)
  }
  return tally.story(run)
}

class Tally {
  readonly #collects: boolean
  readonly #counts = noOutcomes()
  /** Changes under way, with their index in `#changes` if those are collected. */
  readonly #open = new Map<string, number>()
  readonly #changes: RunChange[] = []
  #header: RunHeader | undefined
  #interrupted: InterruptLevel | undefined
  #end: RunSummary['end']
  #missing = 0
  /** The line before this one was damaged: a `lost` record now counts that line as well. */
  #afterDamage = false

  constructor(collects: boolean) {
    this.#collects = collects
  }

  take(line: Buffer): void {
    const text = line.toString('utf8').trim()
    if (text === '') return
    const record = parseRecord(text)
    if (record !== undefined) {
      this.#note(record)
      this.#afterDamage = false
    } else if (line.at(-1) === 0x0a) {
      this.#missing += 1
      this.#afterDamage = true
    }
  }

  #note(record: JournalRecord): void {
    switch (record.record) {
      case 'header': {
        const { record: _, format: _format, format_version: _version, ...header } = record
        this.#header = header
        return
      }
      case 'start':
        this.#start(record)
        return
      case 'outcome':
        this.#settle(record)
        return
      case 'interrupted':
        this.#interrupted = record.level
        return
      case 'lost':
        this.#missing += record.records - (this.#afterDamage ? 1 : 0)
        return
      case 'end':
        this.#end = { at: record.at, exit: record.exit, ...present({ why: record.why }) }
        return
      default:
        assertNever(record)
    }
  }

  #start({ key, action, disables, id }: Extract<JournalRecord, { record: 'start' }>): void {
    this.#open.set(`${action} ${key}`, this.#changes.length)
    if (this.#collects) this.#changes.push({ key, action, ...present({ disables, id }) })
  }

  #settle(record: Extract<JournalRecord, { record: 'outcome' }>): void {
    const { key, action, disables, id, outcome, origin, code, waits, request_id } = record
    this.#counts[outcome] += 1
    const name = `${action} ${key}`
    const place = this.#open.get(name) ?? this.#changes.length
    this.#open.delete(name)
    if (!this.#collects) return
    this.#changes[place] = {
      key,
      action,
      ...present({ disables, id }),
      outcome,
      ...present({ origin, code: code !== undefined && isOutcomeCode(code) ? code : undefined, waits, request_id }),
    }
  }

  story(run: string): RunStory {
    if (this.#header === undefined) throw new UnreadableJournal('it is not a journal, or its first line is lost')
    if (this.#header.run !== run) throw new UnreadableJournal(`it is that of another run, ${this.#header.run}`)
    return {
      ...this.#header,
      counts: this.#counts,
      under_way: this.#open.size,
      ...present({ interrupted: this.#interrupted, end: this.#end }),
      missing: this.#missing,
      changes: this.#changes,
    }
  }
}

function parseRecord(text: string): JournalRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
