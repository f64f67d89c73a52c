import { isUtf8 } from 'node:buffer'
import type { SourceLocation } from '../model/diagnostic.ts'
import { findUnseen } from '../model/unseen.ts'
import type { LocatedScalar } from './located.ts'
import { mebibyte, readRegularFile, whyNotRead } from './regular-file.ts'
import type { Reporter } from './report.ts'

/** The text of one file, with the locations of its offsets. */
export interface SourceText {
  readonly file: string
  readonly text: string
  /** Offset in UTF-16 code units → line and column. */
  locate(offset: number): SourceLocation
}

/** In bytes. Far more than 100,000 identities in one file need, far less than a string can hold. */
export const largestFile = 128 * mebibyte

/** A node for the text between two offsets of a file, which include its quotes. */
export function textScalar(value: string, { text, locate }: SourceText, start: number, end: number): LocatedScalar {
  const at = locate(start)
  const unseen = findUnseen(value, text.slice(start, end), (offset) => locate(start + offset))
  return unseen === undefined ? { kind: 'scalar', value, at } : { kind: 'scalar', value, at, unseen }
}

/** `file` is the name in locations. `text` has no byte order mark. */
export function sourceText(file: string, text: string): SourceText {
  const starts = [0]
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  const locate = (offset: number): SourceLocation => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
  return { file, text, locate }
}

/**
 * Reads `path` as UTF-8 without its byte order mark; `file` is the name for messages. A path that is not a regular
 * file, cannot be read, has more than `most` bytes or is not UTF-8 is reported, and gives `undefined`.
 */
export function readSource(
  path: string,
  file: string,
  report: Reporter,
  most = largestFile,
  whenTooLarge = 'split it into several files',
): SourceText | undefined {
  const fail = (summary: string, hint: string, line = 1): undefined => {
    report({ severity: 'error', code: 'IDC201', summary, hint, at: { file, line, column: 1 } })
  }
  let bytes: Buffer
  try {
    const read = readRegularFile(path, most)
    if (read.kind !== 'bytes') {
      const hint = read.kind === 'no-file' ? 'put a file here, or rename it' : whenTooLarge
      return fail(`this ${whyNotRead(read, most)}`, hint)
    }
    bytes = read.bytes
  } catch (error) {
    return fail(`this file cannot be read (${errorCode(error)})`, 'check that it exists and may be read')
  }
  if (isWide(bytes)) return fail('this file is UTF-16', 'save it as UTF-8')
  if (!isUtf8(bytes)) {
    return fail('this file is not valid UTF-8', 'save it as UTF-8', firstBrokenLine(bytes))
  }
  const text = bytes.toString('utf8')
  return sourceText(file, text.startsWith('\u{feff}') ? text.slice(1) : text)
}

/** The code of an error, such as `ENOENT`; never its message, which shows paths of the machine. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

/** Whether every other byte at the start is zero, as in UTF-16 with Latin letters. */
function isWide(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 64)
  const every = (first: number) => start.every((byte, index) => index % 2 !== first || byte === 0)
  return start.length >= 4 && start.some((byte) => byte !== 0) && (every(0) || every(1))
}

function firstBrokenLine(bytes: Buffer): number {
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
  return line
}
