import type { Writable } from 'node:stream'

/** Results go to stdout, talk to stderr; nothing else in idctl writes to either. */
export interface Writer {
  /** Text of the result, with its line breaks. Resolves when the reader has taken it. */
  result(text: string): Promise<void>
  /** One line to the person at the terminal; not with `--quiet`. */
  talk(line: string): void
  /** What went wrong, also with `--quiet`. */
  complain(text: string): Promise<void>
}

/**
 * A reader that goes away (`idctl plan | head`) ends the output, not the run: what follows is dropped and the exit code
 * stays that of the run.
 */
export function createWriter(streams: { stdout: Writable; stderr: Writable; quiet: boolean }): Writer {
  const stdout = tolerant(streams.stdout)
  const stderr = tolerant(streams.stderr)
  return {
    result: (text) => stdout(text),
    talk(line) {
      if (!streams.quiet) void stderr(`${line}\n`)
    },
    complain: (text) => stderr(`${text}\n`),
  }
}

const readerGone = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])
const guarded = new WeakSet<Writable>()

function tolerant(stream: Writable): (text: string) => Promise<void> {
  // Without a listener the stream's own 'error' event would end the process in the middle of an apply.
  if (!guarded.has(stream)) stream.on('error', () => undefined)
  guarded.add(stream)
  return (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => {
        if (!error || readerGone.has((error as NodeJS.ErrnoException).code ?? '')) resolve()
        else reject(error)
      })
    })
}
