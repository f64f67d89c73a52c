import type { SourceLocation } from '../model/diagnostic.ts'
import { atOnce, type Steps } from '../model/steps.ts'
import type { Located, LocatedMap, LocatedMember } from './located.ts'
import { deepest, keyProblem, textProblem } from './node-rules.ts'
import { mostLexemes, type ReadResult } from './read-yaml.ts'
import { isSecretKey } from './secrecy.ts'
import { type SourceText, textScalar } from './source-text.ts'

// The `yaml` package decides what a file means. It takes some 150 µs for a document, most of it for what hardly any
// document has. This reader knows only the plainest lines, takes 8 µs, and gives up at the first line that is anything
// else. It skips and guesses nothing: a law compares it with the package, on texts that try to tell the two apart.

/**
 * The documents of a text of plain YAML, exactly as `readYaml` would give them, and that without any mistake.
 * `undefined`: `readYaml` must read it.
 *
 * Plain are: maps and lists by indentation; lists and maps in brackets on one line; keys of ASCII letters, digits and
 * `_-./`; texts on one line that need no quotes, or have them without any escape; whole numbers, `true`, `false` and
 * `null`; comments, but not right behind a secret value; `---`.
 *
 * @param most Lexemes that one YAML document may have, as for `readYaml`.
 */
export function readPlainYaml(source: SourceText, most = mostLexemes): ReadResult | undefined {
  return atOnce(readingPlainYaml(source, most))
}

/** As `readPlainYaml`, a document a step. */
export function* readingPlainYaml(source: SourceText, most = mostLexemes): Steps<ReadResult | undefined> {
  if (unusual.test(source.text)) return undefined
  const cursor = cursorOf(source)
  const roots: Located[] = []
  try {
    while (!isOver(cursor)) {
      cursor.bound = cursor.next + most / mostLexemesOfCharacter
      toNextLine(cursor)
      if (cursor.indent !== ended) roots.push(readRoot(cursor))
      yield
    }
  } catch (error) {
    if (error instanceof NotPlain) return undefined
    throw error
  }
  return { roots, secretLines: cursor.secretLines }
}

/** All that is neither printable ASCII, a line break, nor part of words: tabs, unusual line breaks, spaces that look plain. */
const unusual = /\r(?!\n)|[^\r\n -~\p{L}\p{M}\p{N}\p{P}\p{S}]/u

/** The lexer of the package adds at most one to each. */
const mostLexemesOfCharacter = 2

/** In characters. YAML has limits for the length of a key, which no line of this length reaches. */
const longestLine = 1000

/** Thrown and caught in this file only. */
class NotPlain extends Error {}

/** A place in the text. `locate` is right for offsets of this line only. */
interface Cursor extends SourceText {
  /** From 1. */
  line: number
  /** Offset of the line, and of the one after it. */
  start: number
  next: number
  /** The last line before this one that has more than a comment. */
  previous: number
  /** Whether a line between the two has a comment. */
  afterComment: boolean
  /** Lines that show something at or below a secret key. */
  readonly secretLines: Set<number>
  /** Offset up to which a document that is not too large for the package may reach. */
  bound: number
  /** The column of what is read next, from 0; `ended` where no line of the document is left. */
  indent: number
  /** Offset of what is read next. */
  offset: number
}

const ended = -1

function cursorOf({ file, text }: SourceText): Cursor {
  const locate = (offset: number): SourceLocation => ({ file, line: cursor.line, column: offset - cursor.start + 1 })
  const cursor: Cursor = {
    file,
    text,
    locate,
    line: 0,
    start: 0,
    next: 0,
    previous: 0,
    afterComment: false,
    secretLines: new Set(),
    bound: 0,
    indent: ended,
    offset: 0,
  }
  return cursor
}

function isOver({ next, text }: Cursor): boolean {
  return next >= text.length
}

/** Goes to the next line that has more than a comment, or to the end of the document. */
function toNextLine(cursor: Cursor): void {
  const { text } = cursor
  cursor.indent = ended
  cursor.previous = cursor.line
  cursor.afterComment = false
  while (!isOver(cursor)) {
    const start = cursor.next
    const newline = text.indexOf('\n', start)
    const whole = newline === -1 ? text.length : newline
    const end = text[whole - 1] === '\r' ? whole - 1 : whole
    if (end - start > longestLine) throw new NotPlain()
    cursor.line += 1
    cursor.start = start
    cursor.next = whole + 1
    if (cursor.next > cursor.bound) throw new NotPlain()
    if (text.startsWith('---', start)) {
      if (end - start > '---'.length) throw new NotPlain()
      return
    }
    let offset = start
    while (text[offset] === ' ') offset += 1
    const isComment = text[offset] === '#'
    cursor.afterComment ||= isComment
    if (offset === end || isComment) continue
    cursor.indent = offset - start
    cursor.offset = offset
    return
  }
}

function readRoot(cursor: Cursor): Located {
  const root = readBlock(cursor, 0)
  // A line is left that belongs to no map and no list: it continues a text, or its indentation is wrong.
  if (cursor.indent !== ended) throw new NotPlain()
  return root
}

/** Reads a map or list by indentation, up to the first line that does not belong to it. */
function readBlock(cursor: Cursor, depth: number): Located {
  return isItem(cursor) ? readItems(cursor, depth) : readMembers(cursor, depth)
}

function isItem({ text, offset }: Cursor): boolean {
  return text[offset] === '-' && text[offset + 1] === ' '
}

function readMembers(cursor: Cursor, depth: number): LocatedMap {
  const { indent } = cursor
  const at = cursor.locate(cursor.offset)
  const members = new Map<string, LocatedMember>()
  while (cursor.indent === indent) readMember(cursor, members, () => readBelow(cursor, indent, depth + 1))
  return { kind: 'map', members, at }
}

function readItems(cursor: Cursor, depth: number): Located {
  const { indent } = cursor
  const at = cursor.locate(cursor.offset)
  const items: Located[] = []
  while (cursor.indent === indent && isItem(cursor)) {
    skipSpaces(cursor, cursor.offset + 1)
    const isMap = matches(key, cursor)
    // The keys of a map that begins behind the dash are in the column of the first.
    cursor.indent = cursor.offset - cursor.start
    items.push(isMap ? readMembers(cursor, depth + 1) : readLine(cursor, depth + 1))
  }
  return { kind: 'list', items, at }
}

/** Reads what follows a key whose column is `indent`. */
function readBelow(cursor: Cursor, indent: number, depth: number): Located {
  if (!matches(lineEnd, cursor)) {
    skipSpaces(cursor, cursor.offset)
    return readLine(cursor, depth)
  }
  toNextLine(cursor)
  if (cursor.indent > indent || (cursor.indent === indent && isItem(cursor))) return readBlock(cursor, depth)
  throw new NotPlain()
}

/** Reads a value and the rest of its line. */
function readLine(cursor: Cursor, depth: number): Located {
  const value = readValue(cursor, depth, plain)
  if (!matches(lineEnd, cursor)) throw new NotPlain()
  toNextLine(cursor)
  return value
}

/** Reads a value that ends on its line; `text` matches one without quotes. */
function readValue(cursor: Cursor, depth: number, text: RegExp): Located {
  if (depth > deepest) throw new NotPlain()
  switch (cursor.text[cursor.offset]) {
    case '[':
      return readList(cursor, depth)
    case '{':
      return readMap(cursor, depth)
    case '"':
      return readQuoted(cursor, doubleQuoted)
    case "'":
      return readQuoted(cursor, singleQuoted)
    default:
      return readPlain(cursor, text)
  }
}

function readList(cursor: Cursor, depth: number): Located {
  const at = cursor.locate(cursor.offset)
  const items: Located[] = []
  readBrackets(cursor, ']', () => items.push(readValue(cursor, depth + 1, plainInBrackets)))
  return { kind: 'list', items, at }
}

function readMap(cursor: Cursor, depth: number): Located {
  const at = cursor.locate(cursor.offset)
  const members = new Map<string, LocatedMember>()
  const readMapped = () => {
    skipSpaces(cursor, cursor.offset)
    return readValue(cursor, depth + 1, plainInBrackets)
  }
  readBrackets(cursor, '}', () => readMember(cursor, members, readMapped))
  return { kind: 'map', members, at }
}

/** Reads from the opening bracket up to and including the closing one. */
function readBrackets(cursor: Cursor, close: ']' | '}', readEntry: () => void): void {
  const { text } = cursor
  skipSpaces(cursor, cursor.offset + 1)
  let isClosed = text[cursor.offset] === close
  while (!isClosed) {
    readEntry()
    skipSpaces(cursor, cursor.offset)
    isClosed = text[cursor.offset] === close
    if (!isClosed) passComma(cursor)
  }
  cursor.offset += 1
}

function passComma(cursor: Cursor): void {
  if (cursor.text[cursor.offset] !== ',') throw new NotPlain()
  skipSpaces(cursor, cursor.offset + 1)
}

function readMember(cursor: Cursor, members: Map<string, LocatedMember>, readMemberValue: () => Located): void {
  const at = cursor.locate(cursor.offset)
  const name = take(key, cursor)
  if (isWord(name) || members.has(name) || keyProblem(name, at, undefined) !== undefined) throw new NotPlain()
  cursor.offset += ':'.length
  members.set(name, { at, value: readMemberValue() })
  if (isSecretKey(name)) markLines(at.line, cursor)
}

/** Marks the lines of a member that begins on line `first` and has just been read. */
function markLines(first: number, { previous, afterComment, secretLines }: Cursor): void {
  // In brackets, the cursor is still on the line of the key.
  const isBlock = previous >= first
  // Whether the comment belongs to the value, and is secret, the package decides.
  if (isBlock && afterComment) throw new NotPlain()
  for (let line = first; line <= (isBlock ? previous : first); line += 1) secretLines.add(line)
}

function readQuoted(cursor: Cursor, pattern: RegExp): Located {
  const start = cursor.offset
  return textOf(take(pattern, cursor).slice(1, -1), cursor, start)
}

function readPlain(cursor: Cursor, pattern: RegExp): Located {
  const start = cursor.offset
  const written = take(pattern, cursor)
  if (isWord(written)) {
    if (!words.has(written)) throw new NotPlain()
    return { kind: 'scalar', value: words.get(written) ?? null, at: cursor.locate(start) }
  }
  if (!/^\d/.test(written) || isNoNumber(written)) return textOf(written, cursor, start)
  if (!wholeNumber.test(written)) throw new NotPlain()
  return { kind: 'scalar', value: Number(written), at: cursor.locate(start) }
}

function textOf(value: string, cursor: Cursor, start: number): Located {
  const text = textScalar(value, cursor, start, cursor.offset)
  if (textProblem(value, text.at) !== undefined) throw new NotPlain()
  return text
}

const words = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Whether YAML reads a text as no text, in some spelling. */
function isWord(text: string): boolean {
  return text.length <= 'false'.length && words.has(text.toLowerCase())
}

/** It has a character that is in no spelling of a number, or is like a day or a UUID. */
function isNoNumber(text: string): boolean {
  return /[^\da-fxo.+-]/i.test(text) || /-.*-/.test(text)
}

/** All of these are exact. */
const wholeNumber = /^(?:0|[1-9]\d{0,14})$/

// These match at the offset of the cursor.
const key = /[A-Za-z_/][\w/.-]*(?=:(?: |\r?\n|$))/y
const lineEnd = /(?: +#[^\n]*| *)(?=\r?\n|$)/y
const doubleQuoted = /"[^"\\\n]*"/y
const singleQuoted = /'[^'\n]*'/y
const plain = /[\p{L}\d/$](?: *(?:[^\s:#]|:(?=[\w/])))*/uy
const plainInBrackets = /[\p{L}\d/$](?: *(?:[^\s:#,[\]{}]|:(?=[\w/])))*/uy

function matches(pattern: RegExp, { text, offset }: Cursor): boolean {
  pattern.lastIndex = offset
  return pattern.test(text)
}

/** Passes what the pattern matches, and returns it. */
function take(pattern: RegExp, cursor: Cursor): string {
  if (!matches(pattern, cursor)) throw new NotPlain()
  const start = cursor.offset
  cursor.offset = pattern.lastIndex
  return cursor.text.slice(start, cursor.offset)
}

function skipSpaces(cursor: Cursor, offset: number): void {
  cursor.offset = offset
  while (cursor.text[cursor.offset] === ' ') cursor.offset += 1
}
