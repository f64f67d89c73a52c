import { Lexer, type YAMLError } from 'yaml'
import type { SourceText } from './source-text.ts'

/** What a syntax error most probably is, in words that quote nothing of the file. */
export interface Slip {
  readonly summary: string
  readonly hint: string
  /** Offset of the place to correct; absent: where the parser failed. */
  readonly offset?: number
}

const comma: Slip = {
  summary: 'a comma is missing between two entries in brackets',
  hint: 'put a comma after each entry, as in { first: Ada, last: Lovelace } or [admin, engineer]',
}

const commaOrColon: Slip = {
  ...comma,
  summary: 'a comma is missing between two entries in brackets, or a colon after a key',
}

/** The usual slips, each of which the parser reports by what follows from it. The first that fits is told. */
export function slipIn(errors: readonly YAMLError[], source: SourceText, start: number): Slip | undefined {
  for (const error of errors.slice(0, mostErrors)) {
    if (error.code === 'BLOCK_IN_FLOW' && !isDash(source.text, error.pos[0])) return { ...comma, offset: error.pos[0] }
  }
  const [first] = errors
  return first && slipOf(first, source, start)
}

/** A slip shows itself in one of the first errors; a document may have thousands. */
const mostErrors = 3

function slipOf({ code, message, pos }: YAMLError, source: SourceText, start: number): Slip | undefined {
  const { text } = source
  switch (code) {
    case 'MULTILINE_IMPLICIT_KEY':
      return withoutColon(lineFrom(text, pos[0]))
    case 'MISSING_CHAR':
      if (message.startsWith('Implicit map keys')) return withoutColon(lineFrom(text, pos[0]))
      if (message.startsWith('Missing , or :')) return commaOrColon
      return message.startsWith('Missing closing') ? unclosedQuote(text, start) : undefined
    case 'BAD_INDENT':
      if (message.startsWith('Flow ')) return unclosedBracket(text, start, pos[0])
      return message.startsWith('All ') ? otherColumn : undefined
    case 'BLOCK_AS_IMPLICIT_KEY':
      return twoColons(text, pos[0])
    case 'UNEXPECTED_TOKEN':
      return message.includes('at node end') ? afterTheEnd : undefined
    default:
      return undefined
  }
}

const otherColumn: Slip = {
  summary: 'this line does not begin in the column of the lines that it belongs to',
  hint: 'indent all keys of one map alike; an item of a list begins with a dash and a space',
}

const afterTheEnd: Slip = {
  summary: 'the value before this has ended already',
  hint: 'is a comma missing here? Or quote the whole text: a quote inside of single quotes is written twice',
}

function withoutColon(line: string): Slip | undefined {
  if (/^["'[{]/.test(line)) return undefined
  if (/^[^\s:]+:\S/.test(line)) {
    return { summary: 'a space is missing after the colon', hint: 'write `key: value`, with a space' }
  }
  if (/^[\w.-]+\s*=(?!=)\s*\S/.test(line)) {
    return { summary: 'a colon is missing after the key', hint: 'write `key: value`, with a colon in place of =' }
  }
  return {
    summary: 'a colon is missing after the key',
    hint: 'write `key: value`; if this line continues the text above it, indent it more than the key of that text',
  }
}

/** `key: a: b`, or a value that is followed by lines which are indented more than its key. */
function twoColons(text: string, offset: number): Slip {
  const isInLine = /:(?:\s|$)/.test(lineFrom(text, offset))
  return isInLine
    ? {
        summary: 'a value has a colon and a space in it, so that it looks like a key',
        hint: 'quote the value; or begin a new line for the inner key, and indent it',
      }
    : {
        summary: 'the next line is indented as if it belonged to this value',
        hint: 'indent the next line like the key of this one; or remove this value, if the lines below are meant',
      }
}

function unclosedQuote(text: string, start: number): Slip | undefined {
  let last: number | undefined
  for (const { lexeme, offset } of lexemesOf(text, start, text.length)) {
    if (/^["']/.test(lexeme)) last = offset
  }
  if (last === undefined) return undefined
  const hint = 'put the same quote at the end of the text; or an earlier quote is not closed'
  return { summary: 'this quote is never closed', hint, offset: last }
}

/** The bracket that is open at an offset: nobody finds it at the line where the parser gave up. */
function unclosedBracket(text: string, start: number, end: number): Slip | undefined {
  const open: { readonly bracket: string; readonly offset: number }[] = []
  for (const { lexeme, offset } of lexemesOf(text, start, end)) {
    if (lexeme === '[' || lexeme === '{') open.push({ bracket: lexeme, offset })
    if (lexeme === ']' || lexeme === '}') open.pop()
  }
  const last = open.at(-1)
  if (last === undefined) return undefined
  const closing = last.bracket === '[' ? ']' : '}'
  const found = text.charAt(end)
  if (found === ']' || found === '}') {
    return found === closing
      ? undefined
      : { summary: `a ${closing} is expected here`, hint: `${last.bracket} and ${closing} belong together` }
  }
  const hint = `write ${closing} after its last entry; if it has several lines, indent them all, also the one with ${closing}`
  return { summary: `this ${last.bracket} is not closed`, hint, offset: last.offset }
}

/** Lexemes of a document up to an offset. Plain texts are left out: they may look like brackets and quotes. */
function* lexemesOf(
  text: string,
  start: number,
  end: number,
): Generator<{ readonly lexeme: string; readonly offset: number }> {
  let offset = start
  let isPlain = false
  for (const lexeme of new Lexer().lex(text.slice(start, end))) {
    if (marksOfLexer.has(lexeme)) {
      isPlain = lexeme === plainTextFollows
      continue
    }
    if (!isPlain) yield { lexeme, offset }
    isPlain = false
    offset += lexeme.length
  }
}

const plainTextFollows = '\u001f'
/** Characters that the lexer adds; they are not in the text. */
const marksOfLexer: ReadonlySet<string> = new Set(['\u0002', '\u0018', plainTextFollows])

function isDash(text: string, offset: number): boolean {
  return /^-\s/.test(text.slice(offset, offset + 2))
}

function lineFrom(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(offset, Math.min(end === -1 ? text.length : end, offset + longestLook)).trimEnd()
}

/** In characters. */
const longestLook = 4096
