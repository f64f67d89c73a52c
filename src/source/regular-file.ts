import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

export const mebibyte = 1024 * 1024

/** The bytes of the file at a path, or why it is not read. */
export type FileBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** A folder, pipe, socket or device: reading one of the last three may block, or never end. */
  | { readonly kind: 'no-file' }
  | { readonly kind: 'too-large'; readonly size: number }

/** Non-blocking, because opening a pipe that nobody writes to would never return. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * Reads a regular file of at most `most` bytes; of anything else nothing is read.
 * @throws the errors of the system
 */
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

/** `is not a file`, or how much it is too large, to follow the subject of a sentence. */
export function whyNotRead(file: Exclude<FileBytes, { kind: 'bytes' }>, most: number): string {
  if (file.kind === 'no-file') return 'is not a file'
  return `has ${Math.ceil(file.size / mebibyte)} MiB, which is more than ${most / mebibyte} MiB`
}
