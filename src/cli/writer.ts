import type { Writable } from 'node:stream'
import { type ExitName, IdctlError } from '../errors.ts'
import { shown, type Told, told } from '../model/told.ts'

/** Results go to stdout, talk to stderr; nothing else in idctl writes to either. */
export interface Writer {
  /** Text of the result, with its line breaks. Resolves when the reader has taken it. */
  result(text: string): Promise<void>
  /** One line to the person at the terminal; not with `--quiet`. */
  talk(line: string): void
  /** What went wrong, also with `--quiet`. */
  complain(text: string): Promise<void>
}

/** Stdout takes nothing more, for instance since the disk is full. */
export class ResultUnwritable extends IdctlError {
  /** The code of the system's error. */
  readonly reason: string

  constructor(reason: string, { exit, hint }: { readonly exit: ExitName; readonly hint: Told }) {
    super(told`the result cannot be written to stdout (${shown(reason)})`, { exit, hint })
    this.name = 'ResultUnwritable'
    this.reason = reason
  }
}

/** For a result that tells of what is done already: when it cannot be written, neither exit code nor hint may deny that. */
export async function tellDone(written: Promise<void>, done: { exit: ExitName; hint: Told }): Promise<void> {
  try {
    await written
  } catch (error) {
    throw error instanceof ResultUnwritable ? new ResultUnwritable(error.reason, done) : error
  }
}

/**
 * A reader that goes away (`idctl plan | head`) ends the output, not the run: what follows is dropped and the exit code
 * stays that of the run. Talk that cannot be written is lost: there is no other place to say so.
 */
export function createWriter(streams: { stdout: Writable; stderr: Writable; quiet: boolean }): Writer {
  const stdout = tolerant(streams.stdout)
  const stderr = tolerant(streams.stderr)
  return {
    async result(text) {
      const code = await stdout(text)
      if (code === undefined || readerGone.has(code)) return
      throw new ResultUnwritable(code, { exit: 'error', hint: told`let stdout go where there is space for all of it` })
    },
    talk(line) {
      if (!streams.quiet) void stderr(`${line}\n`)
    },
    async complain(text) {
      await stderr(`${text}\n`)
    },
  }
}

const readerGone = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])
const guarded = new WeakSet<Writable>()

/** Resolves with the code of what went wrong, or nothing. */
function tolerant(stream: Writable): (text: string) => Promise<string | undefined> {
  // Without a listener the stream's own 'error' event would end the process in the middle of an apply.
  if (!guarded.has(stream)) stream.on('error', () => undefined)
  guarded.add(stream)
  return (text) =>
    new Promise((resolve) => {
      stream.write(text, (error) => {
        resolve(error ? ((error as NodeJS.ErrnoException).code ?? error.name) : undefined)
      })
    })
}
