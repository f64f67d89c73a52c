import type { SourceLocation } from './diagnostic.ts'
import { present } from './present.ts'

/**
 * Characters that nobody sees or that look like a plain space: what Unicode lets a font ignore, spaces other than U+0020, line
 * and paragraph separators, annotation marks and the blank of Braille.
 */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u{2800}\u{fff9}-\u{fffb}]|(?! )\p{Zs}/u

/**
 * The same but for what names of people are written with: joiners (Persian, Indic scripts, emoji), the grapheme joiner, the
 * ideographic space, and what chooses a form of a letter.
 */
export const strayPattern = new RegExp(
  `(?![\\u{200c}\\u{200d}\\u{34f}\\u{3000}\\p{Variation_Selector}])(?:${unseen.source})`,
  'u',
)

/** A character that nobody sees, and where it stands. */
export interface Unseen {
  readonly character: string
  readonly at: SourceLocation
}

/** What nobody sees in a text of a file. An escape is seen; it does not make a zero-width space belong into an address. */
export interface UnseenInText {
  /** The first that no name of a person needs, also as an escape. */
  readonly stray?: Unseen
  /** The same, unless it is an escape. */
  readonly strayInName?: Unseen
  /** The first of all that is no escape. */
  readonly any?: Unseen
  /** White space that is no escape, where nobody looks for it. */
  readonly spaces?: UnseenSpaces
}

export type UnseenSpaces = 'line-break' | 'end' | 'start' | 'inside'

/**
 * @param written The text as it stands in the file, quotes and escapes with it.
 * @param locate Offset in `written` → where that is.
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

/** A space that is not the usual one, or anything else that no name needs, at the end or the start of a key. */
export function strayAround(
  key: string,
): { readonly character: string; readonly where: 'begins' | 'ends' } | undefined {
  const [first = '', last = ''] = [String.fromCodePoint(key.codePointAt(0) ?? 0x61), Array.from(key.slice(-2)).at(-1)]
  if (strayPattern.test(first)) return { character: first, where: 'begins' }
  return strayPattern.test(last) ? { character: last, where: 'ends' } : undefined
}

/** What stands in the place of a plain space where YAML needs one: before a line, after a colon or a dash. */
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

/** The first character of a name that nobody sees and no name needs. */
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

/** `U+200B, a zero-width space`. */
export function nameOfUnseen(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const name = names[character] ?? (/\p{Zs}/u.test(character) ? 'a space that is not the usual one' : undefined)
  const direction = /\p{Bidi_Control}/u.test(character) ? 'which changes the direction of writing' : undefined
  return `U+${point}, ${name ?? direction ?? 'which nobody sees'}`
}

/** How YAML and JSON in double quotes have the character so that it is seen: `\u200b`. */
export function escapeOfUnseen(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}
