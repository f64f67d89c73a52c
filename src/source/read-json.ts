import type { SourceLocation } from '../model/diagnostic.ts'
import { isJsonNumber } from '../model/exact-number.ts'
import { reportConflicts } from './conflict.ts'
import type { Located, LocatedMember } from './located.ts'
import { deepest, isSecretKey, keyProblem, numberProblem, textProblem, tooDeep, tooMany } from './node-rules.ts'
import type { ReadResult } from './read-yaml.ts'
import type { Report } from './report.ts'
import { type SourceText, textScalar } from './source-text.ts'
import { mayHoldSecret } from './yaml-errors.ts'

// Why an own reader: JSON.parse knows no locations, no duplicate keys and no lost digits; a YAML parser takes what is no
// JSON (comments, trailing commas) and needs 50 times as long for a line of NDJSON.

/** Values that one file may hold: all of them stand in memory at once. */
const mostValues = 10_000_000

/** How many values more a file may hold. */
export interface Room {
  values: number
}

export function roomOfFile(values = mostValues): Room {
  return { values }
}

/** Reads one JSON text (RFC 8259). A syntax error is reported and gives no root. Never throws. */
export function readJson(source: SourceText, report: Report, room = roomOfFile()): ReadResult {
  const secretLines = new Set<number>()
  if (reportConflicts(source, report)) return { roots: [], secretLines }
  const explained: Report = (problem) => {
    const isSequence = problem.code === 'IDC203' && valuesIn(source) > 1
    report(
      isSequence
        ? { ...problem, hint: 'make a list of them: [ …, … ], or name the file .ndjson, one a line' }
        : problem,
    )
  }
  const root = readJsonPart(source, 0, source.text.length, explained, secretLines, room)
  return { roots: root === undefined ? [] : [root], secretLines }
}

/** Reads the JSON text between two offsets of `source`; white space alone gives `undefined` without a report. */
export function readJsonPart(
  source: SourceText,
  start: number,
  end: number,
  report: Report,
  secretLines: Set<number>,
  room: Room,
): Located | undefined {
  const reader: Reader = { source, end, report, secretLines, room, offset: start }
  skipSpace(reader)
  if (reader.offset >= end) return undefined
  try {
    const root = readValue(reader, 0, false)
    skipSpace(reader)
    if (reader.offset < end) throw new JsonSyntaxError(reader.offset, 'something follows the end of the JSON value')
    return root
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    const at = source.locate(error.offset)
    if (error.limit === 'depth') report(tooDeep(at))
    else if (error.limit === 'values') report(tooMany('this file', 'split it into several files', at))
    else {
      report({
        severity: 'error',
        code: 'IDC203',
        summary: error.message,
        hint: 'check commas, quotes and brackets here and before',
        at,
        ...(mayHoldSecret(source) && { secret: true }),
      })
    }
    return undefined
  }
}

/** How many JSON values follow each other in a text, however it is broken into lines; 0 where it is anything else. */
export function valuesIn(source: SourceText): number {
  const end = source.text.length
  const reader: Reader = { source, end, report: () => {}, secretLines: new Set(), room: roomOfFile(), offset: 0 }
  try {
    for (let values = 0; ; values += 1) {
      skipSpace(reader)
      if (reader.offset >= end) return values
      readValue(reader, 0, false)
    }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return 0
  }
}

interface Reader {
  readonly source: SourceText
  readonly end: number
  readonly report: Report
  readonly secretLines: Set<number>
  readonly room: Room
  offset: number
}

/** Thrown and caught in this file only. */
class JsonSyntaxError extends Error {
  readonly offset: number
  readonly limit: 'depth' | 'values' | undefined

  constructor(offset: number, message: string, limit?: 'depth' | 'values') {
    super(message)
    this.offset = offset
    this.limit = limit
  }
}

function readValue(reader: Reader, depth: number, secret: boolean): Located {
  const { source, offset } = reader
  const at = source.locate(offset)
  if (secret) reader.secretLines.add(at.line)
  if (depth > deepest) throw new JsonSyntaxError(offset, '', 'depth')
  reader.room.values -= 1
  if (reader.room.values < 0) throw new JsonSyntaxError(offset, '', 'values')
  const first = reader.offset < reader.end ? source.text[offset] : undefined
  switch (first) {
    case '{':
      return readObject(reader, at, depth, secret)
    case '[':
      return readArray(reader, at, depth, secret)
    case '"':
      return checked(readString(reader), offset, reader, secret)
    case undefined:
      throw new JsonSyntaxError(offset, 'the JSON text ends too early')
    default:
      return readWord(reader, at, secret)
  }
}

function readObject(reader: Reader, at: SourceLocation, depth: number, secret: boolean): Located {
  const members = new Map<string, LocatedMember>()
  let isRefused = false
  readItems(reader, '}', () => {
    const keyAt = reader.source.locate(reader.offset)
    if (peek(reader) !== '"') throw new JsonSyntaxError(reader.offset, 'a key in double quotes is expected here')
    const key = readString(reader)
    skipSpace(reader)
    if (peek(reader) !== ':') throw new JsonSyntaxError(reader.offset, 'a colon is expected after the key')
    reader.offset += 1
    skipSpace(reader)
    const value = readValue(reader, depth + 1, secret || isSecretKey(key))
    const problem = keyProblem(key, keyAt, members.get(key)?.at)
    if (problem === undefined) members.set(key, { at: keyAt, value })
    else reader.report(problem)
    isRefused ||= problem !== undefined && problem.code !== 'IDC204'
  })
  // Something is missing in it, and that was reported: `broken` keeps it from being reported again.
  return isRefused ? { kind: 'broken', at } : { kind: 'map', members, at }
}

function readArray(reader: Reader, at: SourceLocation, depth: number, secret: boolean): Located {
  const items: Located[] = []
  readItems(reader, ']', () => items.push(readValue(reader, depth + 1, secret)))
  return { kind: 'list', items, at }
}

/** Reads from the opening bracket to behind the closing one. */
function readItems(reader: Reader, close: '}' | ']', readItem: () => void): void {
  reader.offset += 1
  skipSpace(reader)
  if (peek(reader) === close) {
    reader.offset += 1
    return
  }
  for (;;) {
    readItem()
    skipSpace(reader)
    const next = peek(reader)
    if (next !== ',' && next !== close) {
      throw new JsonSyntaxError(reader.offset, `a comma or ${close} is expected here`)
    }
    reader.offset += 1
    if (next === close) return
    skipSpace(reader)
  }
}

function readString(reader: Reader): string {
  const start = reader.offset
  const { text } = reader.source
  let end = start + 1
  while (end < reader.end && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  if (end >= reader.end) throw new JsonSyntaxError(start, 'this text in quotes has no end')
  reader.offset = end + 1
  try {
    return JSON.parse(text.slice(start, end + 1)) as string
  } catch {
    throw new JsonSyntaxError(start, 'this text holds an unknown escape sequence, a line break or a control character')
  }
}

const words = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])

function readWord(reader: Reader, at: SourceLocation, secret: boolean): Located {
  const { source, offset } = reader
  const pattern = /[^\s,:[\]{}"]*/y
  pattern.lastIndex = offset
  const word = (pattern.exec(source.text)?.[0] ?? '').slice(0, reader.end - offset)
  reader.offset += word.length
  const named = words.get(word)
  if (named !== undefined) return { kind: 'scalar', value: named, at }
  if (!isJsonNumber(word)) {
    throw new JsonSyntaxError(offset, 'a JSON value is expected here')
  }
  const value = Number(word)
  const problem = numberProblem(word, value, at)
  if (problem === undefined) return { kind: 'scalar', value: value === 0 ? 0 : value, at }
  reader.report(secret ? { ...problem, secret: true } : problem)
  return { kind: 'broken', at }
}

function checked(value: string, start: number, reader: Reader, secret: boolean): Located {
  const { source } = reader
  const at = source.locate(start)
  const problem = textProblem(value, at)
  if (problem === undefined) return textScalar(value, source, start, reader.offset)
  reader.report(secret ? { ...problem, secret: true } : problem)
  return { kind: 'broken', at }
}

function peek(reader: Reader): string | undefined {
  return reader.offset < reader.end ? reader.source.text[reader.offset] : undefined
}

function skipSpace(reader: Reader): void {
  while (reader.offset < reader.end && ' \t\n\r'.includes(reader.source.text[reader.offset] ?? 'x')) reader.offset += 1
}
