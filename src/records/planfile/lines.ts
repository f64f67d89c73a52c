import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/**
 * No record is nearly as long: Kratos accepts bodies of up to 5 MiB. The limit keeps a foreign file from filling the
 * memory.
 */
const maxLineBytes = 64 * 1024 * 1024

const chunkBytes = 256 * 1024

/** A line is longer than any record can be. */
export class LineTooLong extends Error {}

/** A path, or an open file, which may have no path. */
export type PlanPlace = string | FileHandle

/** The path leads to a pipe or device, which may never end or block. Looks like a system error. */
class NoRegularFile extends Error {
  readonly code: string
  readonly syscall = 'open'

  constructor(isFolder: boolean) {
    super()
    this.code = isFolder ? 'EISDIR' : 'it is not a regular file'
  }
}

/**
 * The lines of a file as bytes, each with its newline; the last one has none if the file does not end in one.
 * @param see Gets each chunk before any line of it is given. The same file has the same chunks again.
 * @throws LineTooLong, the errors of the system, and what `see` throws
 */
export async function* linesOf(place: PlanPlace, see?: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of chunksOf(place)) {
    see?.(chunk)
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

/** The bytes of a file. @throws the errors of the system */
export async function* chunksOf(place: PlanPlace): AsyncGenerator<Buffer> {
  if (typeof place !== 'string') return yield* bytesOf(place)
  // Non-blocking, because opening a pipe that nobody writes to would never return.
  const handle = await open(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const status = await handle.stat()
    if (!status.isFile()) throw new NoRegularFile(status.isDirectory())
    yield* bytesOf(handle)
  } finally {
    await handle.close()
  }
}

/** Reads from the start, whatever the position of the handle is. All chunks but the last one are full. */
async function* bytesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let start = 0; ; start += chunkBytes) {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    let filled = 0
    while (filled < chunkBytes) {
      const { bytesRead } = await handle.read(chunk, filled, chunkBytes - filled, start + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    if (filled > 0) yield chunk.subarray(0, filled)
    if (filled < chunkBytes) return
  }
}
