import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

export const mebibyte = 1024 * 1024

/** What a path leads to: its bytes, or why it is not read. */
export type FileBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** A folder, a pipe, a socket or a device: the last three may never end, or wait for ever. */
  | { readonly kind: 'no-file' }
  | { readonly kind: 'too-large'; readonly size: number }

/** Without waiting: opening a pipe that nobody writes to would never return. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Reads a regular file of at most `most` bytes; nothing of any other is read. Throws what the system throws. */
export function readRegularFile(path: string, most: number): FileBytes {
  const file = openSync(path, withoutWaiting)
  try {
    const status = fstatSync(file)
    if (!status.isFile()) return { kind: 'no-file' }
    if (status.size > most) return { kind: 'too-large', size: status.size }
    return { kind: 'bytes', bytes: readFileSync(file) }
  } finally {
    closeSync(file)
  }
}

/** `it is no file`, or how much too large it is, for a sentence about the file. */
export function whyNotRead(file: Exclude<FileBytes, { kind: 'bytes' }>, most: number): string {
  if (file.kind === 'no-file') return 'is not a file'
  return `has ${Math.ceil(file.size / mebibyte)} MiB, which is more than ${most / mebibyte} MiB`
}
