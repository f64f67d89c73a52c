import type { SourceLocation } from '../model/diagnostic.ts'
import type { Located, LocatedMember } from './located.ts'
import { deepest, keyProblem, textProblem } from './node-rules.ts'
import type { Room } from './read-json.ts'
import { isSecretKey } from './secrecy.ts'
import { textScalar } from './source-text.ts'

// The JSON reader is made for mistakes: it knows where and what each is. This one reads only lines without any, in a
// quarter of the time, and gives up at the first character that it does not expect. A law compares the two.

/** One line of a file. */
export interface Line {
  readonly file: string
  readonly text: string
  /** From 1. */
  readonly line: number
  readonly start: number
  readonly end: number
}

export interface PlainJson {
  readonly root: Located
  /** The line shows something at or below a secret key. */
  readonly isSecret: boolean
}

/**
 * The JSON value on a line, exactly as `readJsonPart` would give it, and that without any mistake. `undefined`:
 * `readJsonPart` must read it.
 *
 * Plain are: spaces between tokens; keys of ASCII letters, digits and `_-./`; texts without escapes; whole numbers.
 */
export function readPlainJson(line: Line, room: Room): PlainJson | undefined {
  if (line.end - line.start > longestLine) return undefined
  const cursor = cursorOf(line, room)
  skipSpaces(cursor)
  const root = readValue(cursor, 0)
  if (root === undefined || cursor.offset < line.end) return undefined
  room.values -= cursor.values
  return { root, isSecret: cursor.isSecret }
}

/** In characters: no text and no path in it is too long, and no pattern has far to go. */
const longestLine = 100_000

/** A place in a line. `locate` is right for offsets of this line only. */
interface Cursor extends Line {
  offset: number
  /** How many were read. */
  values: number
  readonly most: number
  isSecret: boolean
  locate(offset: number): SourceLocation
}

function cursorOf({ file, text, line, start, end }: Line, room: Room): Cursor {
  const locate = (offset: number): SourceLocation => ({ file, line, column: offset - start + 1 })
  // Written out: a copy of the line would get a hidden class of its own.
  return { file, text, line, start, end, offset: start, values: 0, most: room.values, isSecret: false, locate }
}

const quote = 0x22
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const comma = 0x2c
const colon = 0x3a
const space = 0x20

/** Reads a value and the spaces behind it. */
function readValue(cursor: Cursor, depth: number): Located | undefined {
  cursor.values += 1
  if (depth > deepest || cursor.values > cursor.most) return undefined
  const value = readOne(cursor, depth)
  skipSpaces(cursor)
  return value
}

function readOne(cursor: Cursor, depth: number): Located | undefined {
  switch (cursor.text.charCodeAt(cursor.offset)) {
    case openBrace:
      return readObject(cursor, depth)
    case openBracket:
      return readArray(cursor, depth)
    case quote:
      return readText(cursor)
    default:
      return readWord(cursor)
  }
}

function readObject(cursor: Cursor, depth: number): Located | undefined {
  const at = cursor.locate(cursor.offset)
  const members = new Map<string, LocatedMember>()
  pass(cursor)
  let isOver = takes(cursor, closeBrace)
  while (!isOver) {
    const keyAt = cursor.locate(cursor.offset)
    const name = readKey(cursor)
    if (name === undefined || members.has(name) || keyProblem(name, keyAt, undefined) !== undefined) return undefined
    cursor.isSecret ||= isSecretKey(name)
    const value = takes(cursor, colon) ? readValue(cursor, depth + 1) : undefined
    if (value === undefined) return undefined
    members.set(name, { at: keyAt, value })
    isOver = takes(cursor, closeBrace)
    if (!isOver && !takes(cursor, comma)) return undefined
  }
  return { kind: 'map', members, at }
}

function readArray(cursor: Cursor, depth: number): Located | undefined {
  const at = cursor.locate(cursor.offset)
  const items: Located[] = []
  pass(cursor)
  let isOver = takes(cursor, closeBracket)
  while (!isOver) {
    const item = readValue(cursor, depth + 1)
    if (item === undefined) return undefined
    items.push(item)
    isOver = takes(cursor, closeBracket)
    if (!isOver && !takes(cursor, comma)) return undefined
  }
  return { kind: 'list', items, at }
}

/** Reads a key and the spaces behind it. */
function readKey(cursor: Cursor): string | undefined {
  const start = cursor.offset
  if (!matches(key, cursor)) return undefined
  const name = cursor.text.slice(start + 1, cursor.offset - 1)
  skipSpaces(cursor)
  return name
}

function readText(cursor: Cursor): Located | undefined {
  const start = cursor.offset
  // Nothing in such a text can be wrong or unseen.
  if (matches(clearText, cursor)) {
    return { kind: 'scalar', value: cursor.text.slice(start + 1, cursor.offset - 1), at: cursor.locate(start) }
  }
  if (!matches(plainText, cursor)) return undefined
  const text = textScalar(cursor.text.slice(start + 1, cursor.offset - 1), cursor, start, cursor.offset)
  return textProblem(String(text.value), text.at) === undefined ? text : undefined
}

function readWord(cursor: Cursor): Located | undefined {
  const start = cursor.offset
  if (!matches(word, cursor)) return undefined
  const written = cursor.text.slice(start, cursor.offset)
  const value = words.has(written) ? (words.get(written) as boolean | null) : Number(written)
  return { kind: 'scalar', value, at: cursor.locate(start) }
}

const words = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])

// These match at the offset of the cursor.
const key = /"[\w/.-]{1,1000}"/y
const clearText = /"(?:[!#-[\]-~]+(?: [!#-[\]-~]+)*)?"/y
const plainText = /"[^"\\\p{Cc}]*"/uy
/** All of these numbers are exact. */
const word = /true|false|null|0|-?[1-9]\d{0,14}/y

/** Passes what the pattern matches. None matches a line break. */
function matches(pattern: RegExp, cursor: Cursor): boolean {
  pattern.lastIndex = cursor.offset
  if (!pattern.test(cursor.text)) return false
  cursor.offset = pattern.lastIndex
  return true
}

/** Passes a sign and the spaces behind it, if it is there. */
function takes(cursor: Cursor, sign: number): boolean {
  if (cursor.offset >= cursor.end || cursor.text.charCodeAt(cursor.offset) !== sign) return false
  pass(cursor)
  return true
}

function pass(cursor: Cursor): void {
  cursor.offset += 1
  skipSpaces(cursor)
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.offset < cursor.end && cursor.text.charCodeAt(cursor.offset) === space) cursor.offset += 1
}
