import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import { isJsonNumber } from '../model/exact-number.ts'
import { present } from '../model/present.ts'
import { reportConflicts } from './conflict.ts'
import { type Tokens, tokensOf } from './json-tokens.ts'
import type { Located, LocatedMember } from './located.ts'
import {
  deepest,
  type KeyLooks,
  keyProblem,
  lookalikeKey,
  numberProblem,
  textProblem,
  tooDeep,
  tooMany,
} from './node-rules.ts'
import type { ReadResult } from './read-yaml.ts'
import type { Reporter } from './report.ts'
import { isSecretKey, mayHoldSecret } from './secrecy.ts'
import { type SourceText, textScalar } from './source-text.ts'

// Why our own reader on the scanner of a library: `JSON.parse` reports no locations, duplicate keys or lost digits. The
// library's parser continues after a mistake and has no limit for depth. A YAML parser accepts text that is not JSON
// (comments, trailing commas) and takes 50 times as long for a line of NDJSON.

/** Values that one file may have: all of them are in memory at once. */
const mostValues = 10_000_000

/** How many more values a file may have. */
export interface Room {
  values: number
}

export function roomOfFile(values = mostValues): Room {
  return { values }
}

/** Reads one JSON text (RFC 8259). A syntax error is reported, and there is no root then. Never throws. */
export function readJson(source: SourceText, report: Reporter, room = roomOfFile()): ReadResult {
  const secretLines = new Set<number>()
  if (reportConflicts(source, report)) return { roots: [], secretLines }
  const explained: Reporter = (problem) => {
    const isSequence = problem.code === 'IDC203' && valuesIn(source) > 1
    report(
      isSequence
        ? { ...problem, hint: 'make a list of them: [ …, … ], or write one a line and name the file .ndjson' }
        : problem,
    )
  }
  const root = readJsonPart(source, 0, source.text.length, explained, secretLines, room)
  return { roots: root === undefined ? [] : [root], secretLines }
}

/** Reads the JSON text between two offsets of `source`; `undefined` for white space alone, without a report. */
export function readJsonPart(
  source: SourceText,
  start: number,
  end: number,
  report: Reporter,
  secretLines: Set<number>,
  room: Room,
): Located | undefined {
  const tokens = tokensOf(source.text, start, end)
  if (tokens.kind === 'end') return undefined
  try {
    const root = readValue({ source, report, secretLines, room, tokens }, 0, false)
    expectToken(tokens, 'end', 'something follows the end of the JSON value')
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
        ...present({ secret: mayHoldSecret(source) || undefined }),
      })
    }
    return undefined
  }
}

/** How many JSON values follow each other in a text, with or without line breaks; 0 if there is anything else. */
export function valuesIn(source: SourceText): number {
  const tokens = tokensOf(source.text, 0, source.text.length)
  const reader: Reader = { source, report: () => {}, secretLines: new Set(), room: roomOfFile(), tokens }
  try {
    let values = 0
    for (; tokens.kind !== 'end'; values += 1) readValue(reader, 0, false)
    return values
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return 0
  }
}

interface Reader {
  readonly source: SourceText
  readonly report: Reporter
  readonly secretLines: Set<number>
  readonly room: Room
  /** At the first token that is not read yet. */
  readonly tokens: Tokens
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
  const { kind, offset } = reader.tokens
  const at = reader.source.locate(offset)
  if (secret) reader.secretLines.add(at.line)
  if (depth > deepest) throw new JsonSyntaxError(offset, '', 'depth')
  reader.room.values -= 1
  if (reader.room.values < 0) throw new JsonSyntaxError(offset, '', 'values')
  switch (kind) {
    case '{':
      return readObject(reader, at, depth, secret)
    case '[':
      return readArray(reader, at, depth, secret)
    case 'text': {
      const { value, end } = readText(reader.tokens)
      return valueOrBroken(textProblem(value, at), textScalar(value, reader.source, offset, end), reader, secret)
    }
    case 'end':
      throw new JsonSyntaxError(offset, 'the JSON text ends too early')
    default:
      return readWord(reader, at, secret)
  }
}

function readObject(reader: Reader, at: SourceLocation, depth: number, secret: boolean): Located {
  const { source, tokens } = reader
  const members = new Map<string, LocatedMember>()
  const looks: KeyLooks = new Map()
  let isRefused = false
  readItems(tokens, '}', () => {
    const keyAt = source.locate(tokens.offset)
    expectToken(tokens, 'text', 'a key in double quotes is expected here')
    const { value: key } = readText(tokens)
    expectToken(tokens, ':', 'a colon is expected after the key')
    tokens.next()
    const isSecret = secret || isSecretKey(key)
    if (isSecret) reader.secretLines.add(keyAt.line)
    const value = readValue(reader, depth + 1, isSecret)
    const problem = keyProblem(key, keyAt, members.get(key)?.at)
    const lookalike = lookalikeKey(key, keyAt, looks)
    if (lookalike !== undefined) reader.report(secret ? { ...lookalike, secret: true } : lookalike)
    if (problem === undefined) members.set(key, { at: keyAt, value })
    else reader.report(problem)
    isRefused ||= problem !== undefined && problem.code !== 'IDC204'
  })
  // A refused member is missing in the map, and that is reported: `broken` prevents a second report.
  return isRefused ? { kind: 'broken', at } : { kind: 'map', members, at }
}

function readArray(reader: Reader, at: SourceLocation, depth: number, secret: boolean): Located {
  const items: Located[] = []
  readItems(reader.tokens, ']', () => items.push(readValue(reader, depth + 1, secret)))
  return { kind: 'list', items, at }
}

/** Reads from the opening bracket up to and including the closing one. */
function readItems(tokens: Tokens, close: '}' | ']', readItem: () => void): void {
  tokens.next()
  let isOver = tokens.kind === close
  while (!isOver) {
    readItem()
    isOver = tokens.kind === close
    if (!isOver) {
      expectToken(tokens, ',', `a comma or ${close} is expected here`)
      tokens.next()
    }
  }
  tokens.next()
}

function expectToken({ kind, offset }: Tokens, wanted: Tokens['kind'], otherwise: string): void {
  if (kind !== wanted) throw new JsonSyntaxError(offset, otherwise)
}

function readText(tokens: Tokens): { readonly value: string; readonly end: number } {
  const text = tokens.text()
  if ('problem' in text) throw new JsonSyntaxError(tokens.offset, text.problem)
  tokens.next()
  return text
}

const literals = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])

function readWord(reader: Reader, at: SourceLocation, secret: boolean): Located {
  const word = reader.tokens.word()
  const named = literals.get(word)
  if (named === undefined && !isJsonNumber(word)) {
    throw new JsonSyntaxError(reader.tokens.offset, 'a JSON value is expected here')
  }
  reader.tokens.next()
  if (named !== undefined) return { kind: 'scalar', value: named, at }
  const value = Number(word)
  const node: Located = { kind: 'scalar', value: value === 0 ? 0 : value, at }
  return valueOrBroken(numberProblem(word, value, at), node, reader, secret)
}

/** The value, or `broken` after reporting its problem. */
function valueOrBroken(problem: Diagnostic | undefined, value: Located, { report }: Reader, secret: boolean): Located {
  if (problem === undefined) return value
  report(secret ? { ...problem, secret: true } : problem)
  return { kind: 'broken', at: value.at }
}
