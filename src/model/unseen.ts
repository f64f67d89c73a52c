import type { SourceLocation } from './diagnostic.ts'
import { present } from './present.ts'

/**
 * Invisible characters and those that look like a plain space: Unicode's default ignorables, spaces other than U+0020, line
 * and paragraph separators, annotation marks and the Braille blank.
 */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u{2800}\u{fff9}-\u{fffb}]|(?! )\p{Zs}/u

/**
 * `unseen` without the characters that people's names need: joiners (Persian, Indic scripts, emoji), the grapheme joiner, the
 * ideographic space, and variation selectors.
 */
export const strayPattern = new RegExp(
  `(?![\\u{200c}\\u{200d}\\u{34f}\\u{3000}\\p{Variation_Selector}])(?:${unseen.source})`,
  'u',
)

/** An invisible character and its location. */
export interface Unseen {
  readonly character: string
  readonly at: SourceLocation
}

/** Invisible characters in a text of a file. An escape such as `\u200b` is visible, but still wrong in an address. */
export interface UnseenInText {
  /** The first that no name of a person needs, escaped or not. */
  readonly stray?: Unseen
  /** The first that no name of a person needs and that is not escaped. */
  readonly strayInName?: Unseen
  /** The first of any kind that is not escaped. */
  readonly any?: Unseen
  /** Unescaped white space that is easily overlooked. */
  readonly spaces?: UnseenSpaces
}

export type UnseenSpaces = 'line-break' | 'end' | 'start' | 'inside'

/**
 * @param written The source text in the file, with quotes and escapes.
 * @param locate Offset in `written` → location in the file.
 */
export function findUnseen(
  value: string,
  written: string,
  locate: (offset: number) => SourceLocation,
): UnseenInText | undefined {
  const spaces = unseenSpaces(/^["']/.test(written) ? written.slice(1, -1) : value)
  const alone = spaces && { spaces }
  // Most texts are plain ASCII.
  if (!/[^\n\r\t -~]/.test(value)) return alone
  const any = unseenAt(written, unseen, locate)
  const strayInName = unseenAt(written, strayPattern, locate)
  const stray = strayInName ?? unseenAt(value, strayPattern, () => locate(0))
  if (any === undefined && stray === undefined) return alone
  return present({ stray, strayInName, any, spaces })
}

function unseenSpaces(text: string): UnseenSpaces | undefined {
  let length = text.length
  while (/[ \t\n\r]/.test(text.charAt(length - 1))) length -= 1
  const end = text.slice(length)
  if (/[\n\r]/.test(end)) return 'line-break'
  if (end !== '') return 'end'
  if (/^[ \t]/.test(text)) return 'start'
  return text.includes('  ') ? 'inside' : undefined
}

/** An unusual space, or another stray character, at the start or end of a key. */
export function strayAround(
  key: string,
): { readonly character: string; readonly where: 'begins' | 'ends' } | undefined {
  const [first = '', last = ''] = [String.fromCodePoint(key.codePointAt(0) ?? 0x61), Array.from(key.slice(-2)).at(-1)]
  if (strayPattern.test(first)) return { character: first, where: 'begins' }
  return strayPattern.test(last) ? { character: last, where: 'ends' } : undefined
}

/** The first stray space where YAML needs a plain one: in an indent, or after a colon or a dash. */
export function strayIndent(text: string): { readonly character: string; readonly offset: number } | undefined {
  const found = indentPattern.exec(text)
  const [, before = '', character = ''] = found ?? []
  return found === null ? undefined : { character, offset: found.index + before.length }
}

const indentPattern = /((?:^|\n) *(?:[^\s:/]{1,200}:|-)?)(?! )([\p{Zs}\u{feff}\u{200b}])/u

function unseenAt(text: string, pattern: RegExp, locate: (offset: number) => SourceLocation): Unseen | undefined {
  const offset = text.search(pattern)
  if (offset === -1) return undefined
  return { character: String.fromCodePoint(text.codePointAt(offset) ?? 0), at: locate(offset) }
}

/** The first stray character of a name. */
export function strayCharacter(name: string): string | undefined {
  return strayPattern.exec(name)?.[0]
}

const names: Readonly<Record<string, string>> = {
  '\u{a0}': 'a no-break space',
  '\u{ad}': 'a soft hyphen',
  '\u{200b}': 'a zero-width space',
  '\u{200c}': 'a zero-width non-joiner',
  '\u{200d}': 'a zero-width joiner',
  '\u{202f}': 'a narrow no-break space',
  '\u{3000}': 'an ideographic space',
  '\u{feff}': 'a byte order mark',
}

/** Describes a character for a message: `U+200B, a zero-width space`. */
export function nameOfUnseen(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const name = names[character] ?? (/\p{Zs}/u.test(character) ? 'a space that is not the usual one' : undefined)
  const direction = /\p{Bidi_Control}/u.test(character) ? 'which changes the direction of writing' : undefined
  return `U+${point}, ${name ?? direction ?? 'which nobody sees'}`
}

/** The visible escape of a character in double-quoted YAML and JSON: `\u200b`. */
export function escapeOfUnseen(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}
