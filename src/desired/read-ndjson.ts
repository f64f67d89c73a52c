import { reportConflicts } from '../source/conflict.ts'
import type { Located } from '../source/located.ts'
import { readJsonPart, roomOfFile } from '../source/read-json.ts'
import type { ReadResult } from '../source/read-yaml.ts'
import type { Report } from '../source/report.ts'
import type { SourceText } from '../source/source-text.ts'

/** Reads one JSON value a line; empty lines are skipped. A broken line is reported, the others are read. Never throws. */
export function readNdjson(source: SourceText, report: Report, room = roomOfFile()): ReadResult {
  const { text } = source
  const roots: Located[] = []
  const secretLines = new Set<number>()
  if (reportConflicts(source, report)) return { roots, secretLines }
  // Without room one line is reported, and no further one is read.
  for (let start = 0; start < text.length && room.values >= 0; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const root = readJsonPart(source, start, end, report, secretLines, room)
    if (root !== undefined) roots.push(root)
    start = end + 1
  }
  return { roots, secretLines }
}
