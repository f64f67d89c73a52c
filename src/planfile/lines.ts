import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** No record comes near: Kratos itself takes bodies up to 5 MiB. Keeps a foreign file from filling the memory. */
const maxLineBytes = 64 * 1024 * 1024

const chunkBytes = 256 * 1024

/** A line is longer than any record can be. */
export class LineTooLong extends Error {}

/** A path, or an open file that may have none. */
export type PlanPlace = string | FileHandle

/** What a path leads to has no end, or waits for ever: a pipe, a device. Looks like a system error. */
class NoRegularFile extends Error {
  readonly code: string
  readonly syscall = 'open'

  constructor(isFolder: boolean) {
    super()
    this.code = isFolder ? 'EISDIR' : 'it is no regular file'
  }
}

/**
 * The lines of a file as bytes, each with its newline; the last one lacks it when the file does not end in one.
 * @throws LineTooLong, and system errors as Node gives them
 */
export async function* linesOf(place: PlanPlace): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of chunksOf(place)) {
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

async function* chunksOf(place: PlanPlace): AsyncGenerator<Buffer> {
  if (typeof place !== 'string') return yield* bytesOf(place)
  // Without waiting: opening a pipe that nobody writes to would never return.
  const handle = await open(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const status = await handle.stat()
    if (!status.isFile()) throw new NoRegularFile(status.isDirectory())
    yield* bytesOf(handle)
  } finally {
    await handle.close()
  }
}

/** From the start, wherever others have read to. */
async function* bytesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
