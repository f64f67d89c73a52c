import { createReadStream } from 'node:fs'

/** No record comes near: Kratos itself takes bodies up to 5 MiB. Keeps a foreign file from filling the memory. */
const maxLineBytes = 64 * 1024 * 1024

/** A line is longer than any record can be. */
export class LineTooLong extends Error {}

/**
 * The lines of a file as bytes, each with its newline; the last one lacks it when the file does not end in one.
 * @throws LineTooLong, and system errors as Node gives them
 */
export async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0
    for (;;) {
      const newline = chunk.indexOf(0x0a, start)
      const part = chunk.subarray(start, newline === -1 ? undefined : newline + 1)
      size += part.length
      if (size > maxLineBytes) throw new LineTooLong()
      parts.push(part)
      if (newline === -1) break
      yield parts.length === 1 ? part : Buffer.concat(parts)
      parts = []
      size = 0
      start = newline + 1
    }
  }
  if (size > 0) yield Buffer.concat(parts)
}
