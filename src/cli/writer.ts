import type { Writable } from 'node:stream'
import { IdctlError } from '../errors.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { shown, type Told, told } from '../model/told.ts'

/** Writes results to stdout and messages to stderr. Nothing else in idctl writes to either. */
export interface Writer {
  /** Writes result text, which includes its line breaks, as fast as the stream accepts it. Texts in parts are made on the way. */
  result(text: string | Iterable<string>): Promise<void>
  /** Writes lines of a result that others follow, without waiting for the reader. What cannot be written fails the next `result`. */
  tell(lines: string): void
  /** Writes one line for the person at the terminal; not with `--quiet`. */
  talk(line: string): void
  /** Writes a long message for that person, as fast as the stream accepts it; not with `--quiet`. */
  talkLong(parts: Iterable<string>): Promise<void>
  /** Writes an error message, also with `--quiet`. */
  complain(text: string): Promise<void>
}

/** Stdout cannot be written, for instance because the disk is full. */
export class ResultUnwritable extends IdctlError {
  /** The system's error code. */
  readonly reason: string

  constructor(reason: string, { exit, hint }: { readonly exit: ExitName; readonly hint: Told }) {
    super(told`the result cannot be written to stdout (${shown(reason)})`, { exit, hint })
    this.name = 'ResultUnwritable'
    this.reason = reason
  }
}

/** For the result of work that is done: if it cannot be written, exit code and hint (`done`) still say that the work is done. */
export async function tellDone(written: Promise<void>, done: { exit: ExitName; hint: Told }): Promise<void> {
  try {
    await written
  } catch (error) {
    throw error instanceof ResultUnwritable ? new ResultUnwritable(error.reason, done) : error
  }
}

/**
 * When the reader closes the pipe (`idctl plan | head`), the rest of the output is dropped, and the run goes on with its own exit
 * code. Messages that cannot be written are lost: there is no other stream for them.
 */
export function createWriter(streams: { stdout: Writable; stderr: Writable; quiet: boolean }): Writer {
  const stdout = tolerant(streams.stdout)
  const stderr = tolerant(streams.stderr)
  /** The first code of a failed write. Nothing is written after it, because half a line may stand there. */
  let broken: string | undefined
  /** Returns whether there is a reader. */
  const write = async (chunk: string): Promise<boolean> => {
    const code = broken ?? (await stdout(chunk))
    if (code === undefined) return true
    if (broken === undefined && readerGone.has(code)) return false
    broken ??= code
    throw new ResultUnwritable(broken, { exit: 'error', hint: told`send stdout to a place with enough space` })
  }
  return {
    async result(text) {
      for (const chunk of typeof text === 'string' ? [text] : inChunks(text)) {
        if (!(await write(chunk))) return
      }
    },
    tell(lines) {
      write(lines).catch(() => undefined)
    },
    talk(line) {
      if (!streams.quiet) void stderr(`${line}\n`)
    },
    async talkLong(parts) {
      if (streams.quiet) return
      for (const chunk of inChunks(parts)) {
        if ((await stderr(chunk)) !== undefined) return
      }
    },
    async complain(text) {
      await stderr(`${text}\n`)
    },
  }
}

/** Characters that are written at once. */
const chunkLength = 65_536

/** Joins small parts: each write costs a system call. */
export function* inChunks(parts: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const part of parts) {
    chunk += part
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

const readerGone = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])
const guarded = new WeakSet<Writable>()

/** Returns a write function that resolves with the system's error code, or `undefined` on success. */
function tolerant(stream: Writable): (text: string) => Promise<string | undefined> {
  // Without a listener the stream's 'error' event would end the process during an apply.
  if (!guarded.has(stream)) stream.on('error', () => undefined)
  guarded.add(stream)
  return (text) =>
    new Promise((resolve) => {
      stream.write(text, (error) => {
        resolve(error ? ((error as NodeJS.ErrnoException).code ?? error.name) : undefined)
      })
    })
}
