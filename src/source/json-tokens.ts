import { createScanner, type ScanError, type SyntaxKind } from 'jsonc-parser'

type TokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'text' | 'word' | 'end'

/** A cursor over the tokens of a JSON text. */
export interface Tokens {
  /** A `word` is a number, `true`, `false`, `null`, or something that is not JSON, such as a comment. */
  readonly kind: TokenKind
  readonly offset: number
  /** Goes on to the next token that is no white space. */
  next(): void
  /** Of a `text`: its value and end, or what is wrong with it. */
  text(): { readonly value: string; readonly end: number } | { readonly problem: string }
  /** Of a `word`: its characters; `''` if it is malformed: `1e`, or two words without space, as in `01`. */
  word(): string
}

/** The library exports these numbers as types only. */
const kinds: Readonly<Partial<Record<SyntaxKind, TokenKind>>> = {
  1: '{',
  2: '}',
  3: '[',
  4: ']',
  5: ',',
  6: ':',
  10: 'text',
  17: 'end',
}
const lineBreak: SyntaxKind.LineBreakTrivia = 14
const whiteSpace: SyntaxKind.Trivia = 15
const noError: ScanError.None = 0

/** Characters that may follow a word. */
const delimiter = /[\s,:[\]{}"]/

/** A cursor at the first token between two offsets of a text. */
export function tokensOf(whole: string, start: number, end: number): Tokens {
  // The scanner does not stop at `end`: at each blank line of a file it would scan all that follow.
  const text = whole.slice(start, end)
  const scanner = createScanner(text)
  const tokens = {
    kind: 'end' as TokenKind,
    offset: start,
    next() {
      let kind = scanner.scan()
      while (kind === whiteSpace || kind === lineBreak) kind = scanner.scan()
      tokens.kind = kinds[kind] ?? 'word'
      tokens.offset = start + scanner.getTokenOffset()
    },
    text() {
      if (scanner.getTokenError() === noError) {
        return { value: scanner.getTokenValue(), end: start + scanner.getPosition() }
      }
      return {
        problem: hasEnd(text, scanner.getTokenOffset())
          ? 'this text contains an unknown escape sequence, a line break or a control character'
          : 'this text has no closing quote',
      }
    },
    word() {
      if (scanner.getTokenError() !== noError) return ''
      // For the library, white space that JSON does not allow is part of the word before it.
      const [word = ''] = /^\S*/.exec(scanner.getTokenValue()) ?? []
      const behind = scanner.getTokenOffset() + word.length
      if (behind < scanner.getPosition()) scanner.setPosition(behind)
      return behind === text.length || delimiter.test(text.charAt(behind)) ? word : ''
    },
  }
  tokens.next()
  return tokens
}

/** Whether the quoted text that starts at `start` has a closing quote. */
function hasEnd(text: string, start: number): boolean {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at < text.length
}
