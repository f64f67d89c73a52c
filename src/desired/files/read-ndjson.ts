import type { Diagnostic } from '../../model/diagnostic.ts'
import { reportConflicts } from '../../source/conflict.ts'
import type { Again, Located } from '../../source/located.ts'
import { readJsonPart, roomOfFile, valuesIn } from '../../source/read-json.ts'
import { type Line, readPlainJson } from '../../source/read-plain-json.ts'
import type { ReadResult } from '../../source/read-yaml.ts'
import type { Reporter } from '../../source/report.ts'
import type { SourceText } from '../../source/source-text.ts'

/** Not a mistake: the full way must be taken. */
export class GivenUp extends Error {}

/** A tree, and how to read it again if that is possible. */
export interface ReadDocument {
  readonly root: Located
  readonly again?: Again
}

/** A line that `readPlainJson` can read. */
class PlainLine implements Line, Again {
  readonly file: string
  readonly text: string
  readonly line: number
  readonly start: number
  readonly end: number

  constructor(file: string, text: string, line: number, start: number, end: number) {
    this.file = file
    this.text = text
    this.line = line
    this.start = start
    this.end = end
  }

  read(): Located {
    const plain = readPlainJson(this, roomOfFile())
    if (plain === undefined) throw new Error('a line of plain JSON is read in the same way each time')
    return plain.root
  }
}

/**
 * Reads the values of a file without any mistake one after the other, so that nobody has to hold all trees at once.
 *
 * @throws GivenUp at the first mistake: `readNdjson` must read all of the file.
 */
export function* readOneByOne(
  source: SourceText,
  secretLines: Set<number>,
  room = roomOfFile(),
): Generator<ReadDocument> {
  const { file, text } = source
  const giveUp = () => {
    throw new GivenUp()
  }
  let line = 0
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    line += 1
    const again = new PlainLine(file, text, line, start, text[end - 1] === '\r' ? end - 1 : end)
    const plain = readPlainJson(again, room)
    if (plain?.isSecret === true) secretLines.add(line)
    if (plain !== undefined) yield { root: plain.root, again }
    else {
      const root = readJsonPart(source, start, end, giveUp, secretLines, room)
      if (root !== undefined) yield { root }
    }
    start = end + 1
  }
}

/** Reads one JSON value per line; empty lines are skipped. A broken line is reported, the others are read. Never throws. */
export function readNdjson(source: SourceText, report: Reporter, room = roomOfFile()): ReadResult {
  const { text } = source
  const roots: Located[] = []
  const secretLines = new Set<number>()
  if (reportConflicts(source, report)) return { roots, secretLines }
  const found: Diagnostic[] = []
  // When the file has too many values, one line is reported and no further one is read.
  for (let start = 0; start < text.length && room.values >= 0; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const root = readJsonPart(source, start, end, (problem) => found.push(problem), secretLines, room)
    if (root !== undefined) roots.push(root)
    start = end + 1
  }
  const broken = found.find(({ code }) => code === 'IDC203')
  const values = broken === undefined ? 0 : valuesIn(source)
  if (broken !== undefined && values > 0) {
    // Only the line breaks are wrong: one mistake, not one per line.
    const hint =
      values === 1 ? 'write it on one line, or name the file .json' : 'write each of them on a line of its own'
    report({ ...broken, summary: 'each line must be one complete JSON value', hint })
    return { roots: [], secretLines }
  }
  for (const problem of found) report(problem)
  return { roots, secretLines }
}
