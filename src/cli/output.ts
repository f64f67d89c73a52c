import { variableOf } from '../model/variables.ts'
import type { Detail } from '../render/detail.ts'
import { type FormatName, isForMachines } from '../render/format-names.ts'
import type { Shown } from '../render/masking/hide-first.ts'
import type { Masking } from '../render/masking/masking.ts'
import type { Style } from '../render/style.ts'
import type { CliContext } from './context.ts'
import { createEvents, type Events } from './events.ts'
import { createProgress, type Progress } from './progress.ts'
import { collectReports, type Reports } from './reports.ts'
import { chooseStyle } from './theme.ts'
import { createTimings, noTimings, type Timings } from './timings.ts'
import { createWriter, type Writer } from './writer.ts'

/** Where the results and messages of a command go, and in which format. */
export interface Output extends Omit<Writer, 'tell'> {
  readonly format: FormatName
  /** A machine reads stdout; a person who is asked sees the details on stderr. */
  readonly isForMachines: boolean
  /** The result is one document, at the end. */
  readonly oneDocument: boolean
  /** For results on stdout. */
  readonly style: Style
  /** For messages on stderr. */
  readonly errorStyle: Style
  readonly progress: Progress
  readonly detail: Detail
  /** Messages go to a terminal, so that somebody may read them at once. */
  readonly isWatched: boolean
  /** Messages and results for people go to the same terminal: what was a message need not be told again. */
  readonly isOneScreen: boolean
  /** `--mask`: the output must not show personal data. */
  readonly masked: boolean
  /** Call it once the privacy key is read. */
  startMasking(masking: Masking): void
  /** What `--report` asks for; no requests without. */
  readonly reports: Reports
  readonly events: Events
  readonly timings: Timings
  /** A value as it may be shown: the result of `show`, which gets a masking with `--mask`. */
  readonly shown: Shown
}

/** The parsed output flags. */
export interface OutputChoice {
  readonly format?: FormatName | undefined
  readonly json?: boolean | undefined
  readonly color?: boolean | undefined
  readonly quiet?: boolean | undefined
  readonly mask?: boolean | undefined
  readonly full?: boolean | undefined
  readonly summary?: boolean | undefined
  readonly report?: readonly string[] | undefined
  readonly 'link-base'?: string | undefined
  readonly timings?: boolean | undefined
}

export function createOutput(context: CliContext, choice: OutputChoice): Output {
  const { env, terminal, stdout, stderr } = context
  const quiet = choice.quiet === true
  const { color: wanted } = choice
  const masked = choice.mask === true
  // `--json` is short for `--format json`.
  const format = choice.json === true ? 'json' : (choice.format ?? 'human')
  let masking: Masking | undefined
  const writer = createWriter({ stdout, stderr, quiet })
  const errorStyle = chooseStyle({
    isTerminal: terminal.stderrIsTerminal,
    columns: terminal.stderrColumns,
    wanted,
    env,
  })
  const inPlace = terminal.stderrIsTerminal && variableOf(env, 'TERM') !== 'dumb'
  const progress = createProgress({
    stream: stderr,
    inPlace,
    quiet,
    style: errorStyle,
    now: context.now,
    repeat: context.repeat,
  })
  const reports = collectReports(choice.report, choice['link-base'])
  const tellStdout = (lines: string): void => {
    if (terminal.stdoutIsTerminal) progress.above(() => writer.tell(lines))
    else writer.tell(lines)
  }
  const events = createEvents({
    files: reports.eventFiles,
    cwd: () => context.cwd,
    now: context.now,
    toStderr: (text) => progress.above(() => stderr.write(text)),
    ...(format === 'ndjson' && { toStdout: tellStdout }),
    onProblem: (code) =>
      progress.above(() =>
        writer.talk(`Warning: a report of events cannot be written (${code}). The command goes on.`),
      ),
  })
  const isWatched = terminal.stderrIsTerminal && !quiet
  /** The first part of a long text may take a while to make. */
  function* endBefore(parts: Iterable<string>): Generator<string> {
    for (const part of parts) {
      progress.end()
      yield part
    }
  }
  return {
    format,
    isForMachines: isForMachines(format),
    oneDocument: format === 'json',
    style: chooseStyle({ isTerminal: terminal.stdoutIsTerminal, columns: terminal.stdoutColumns, wanted, env }),
    errorStyle,
    progress,
    detail: choice.full === true ? 'full' : choice.summary === true ? 'summary' : 'folded',
    isWatched,
    isOneScreen: isWatched && terminal.stdoutIsTerminal && format === 'human',
    masked,
    reports,
    events,
    timings: choice.timings ? createTimings(context.usage) : noTimings,
    startMasking(started) {
      masking = started
    },
    shown(value, show) {
      if (masked && masking === undefined) {
        throw new TypeError('something would be shown before the privacy key is read')
      }
      return show(value, masking)
    },
    result(text) {
      if (typeof text !== 'string') return writer.result(endBefore(text))
      progress.end()
      return writer.result(text)
    },
    talk(line) {
      progress.above(() => writer.talk(line))
    },
    talkLong: (parts) => writer.talkLong(endBefore(parts)),
    complain(text) {
      progress.end()
      return writer.complain(text)
    },
  }
}
