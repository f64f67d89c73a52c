import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { IdctlError } from '../errors.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { formatVersion } from '../render/format-version.ts'
import { eventLine } from '../render/reports/event-line.ts'
import type { Event } from '../render/shapes/event.ts'
import { openEventFile } from './event-file.ts'
import { exitNumber } from './exit-codes.ts'
import { cannotWriteReport, notRegular } from './report-errors.ts'
import { inChunks } from './writer.ts'

/** What a command does, for programs that watch it: written as it happens, to files and with `--format ndjson` to stdout. */
export interface Events {
  /** Somebody asks for them. */
  readonly isOn: boolean
  /** Creates the files, and writes the first event to all that there are. @throws IdctlError (exit `error`) if one cannot be created */
  begin(command: { readonly name: string; readonly idctlVersion: string; readonly masked: boolean }): void
  /** None of these may hold what no output may show. Never throws. */
  tell(events: Iterable<Event>): void
  /** The same for the files only: what stdout gets as the result of the command, as fast as its reader takes it. */
  tellFiles(events: Iterable<Event>): void
  /** The time of an event. */
  now(): { readonly at: string }
  end(exit: ExitName): void
  /** The first error of a file to which events could not be written. */
  readonly failure: IdctlError | undefined
}

/** Takes whole lines. @throws the errors of the system */
interface Sink {
  readonly name: string
  append(text: string): void
  close(): void
}

export interface EventsOptions {
  readonly files: readonly string[]
  readonly cwd: () => string
  now(): Date
  /** Where `-` leads. */
  toStderr(text: string): void
  /** Takes whole lines for `--format ndjson`; absent with other formats. Never throws. */
  toStdout?: (text: string) => void
  /** Called once, when the first events are lost, with the system's code such as `ENOSPC`. */
  onProblem(code: string): void
}

export function createEvents({ files, cwd, now, toStderr, toStdout, onProblem }: EventsOptions): Events {
  const sinks: LosingSink[] = []
  let isOpen = false
  let failure: IdctlError | undefined
  const time = () => ({ at: now().toISOString() })
  const append = (chunk: string): void => {
    for (const sink of sinks) {
      const lost = sink.append(chunk)
      if (lost === undefined || failure !== undefined) continue
      const code = lost.code ?? lost.name
      failure = cannotWriteReport(sink.name, code, lost)
      onProblem(code)
    }
  }
  const tellFiles = (events: Iterable<Event>): void => {
    if (sinks.length === 0) return
    for (const chunk of inChunks(linesOf(events))) append(chunk)
  }
  const tell = (events: Iterable<Event>): void => {
    if (!isOpen) return
    for (const chunk of inChunks(linesOf(events))) {
      toStdout?.(chunk)
      append(chunk)
    }
  }
  const openAll = (): void => {
    for (const file of files) {
      const sink = file === '-' ? { append: toStderr, close: () => undefined } : openAt(cwd(), file)
      sinks.push(new LosingSink({ name: file, ...sink }))
    }
  }
  return {
    isOn: files.length > 0 || toStdout !== undefined,
    get failure() {
      return failure
    },
    now: time,
    begin({ name, idctlVersion, masked }) {
      const first: Event = {
        type: 'begin',
        format_version: formatVersion,
        ...time(),
        command: name,
        idctl_version: idctlVersion,
        ...(masked && { masked }),
      }
      try {
        openAll()
      } finally {
        isOpen = true
        tell([first])
      }
    },
    tell,
    tellFiles,
    end(exit) {
      tell([{ type: 'end', ...time(), exit: exitNumber(exit), name: exit }])
      for (const sink of sinks.splice(0)) sink.close()
    },
  }
}

/** Goes on when a line cannot be written, and says later how many are missing. */
class LosingSink {
  readonly name: string
  readonly #sink: Sink
  #lost = 0

  constructor(sink: Sink) {
    this.name = sink.name
    this.#sink = sink
  }

  /** Returns the error of the system if the lines are lost. */
  append(lines: string): NodeJS.ErrnoException | undefined {
    const gap = this.#lost === 0 ? '' : eventLine({ type: 'lost', events: this.#lost })
    try {
      this.#sink.append(`${gap}${lines}`)
      this.#lost = 0
      return undefined
    } catch (error) {
      this.#lost += lines.split('\n').length - 1
      return error as NodeJS.ErrnoException
    }
  }

  close(): void {
    try {
      this.#sink.close()
    } catch {
      // Every event was handed to the system before.
    }
  }
}

/** A link leads to its file; a device or a folder must not be replaced. */
function openAt(cwd: string, file: string): Omit<Sink, 'name'> {
  const path = resolve(cwd, file)
  try {
    const existing = statSync(path, { throwIfNoEntry: false })
    if (existing !== undefined && !existing.isFile()) throw notRegular(file)
    return openEventFile(existing === undefined ? path : realpathSync(path))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    throw cannotWriteReport(file, String(cause.code), cause)
  }
}

function* linesOf(events: Iterable<Event>): Generator<string> {
  for (const event of events) yield eventLine(event)
}
