/**
 * Characters that a terminal would interpret or not show: C0 and C1 controls, DEL, bidirectional overrides, invisible and
 * no-break spaces, fillers, line separators, tag characters, other characters that nobody sees, and lone surrogates. Joiners
 * (U+200C, U+200D) and variation selectors are not among them, because names need them.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}\p{Surrogate}]/gu

/** A mark that would join with what stands before the text, and those of a stack that would reach into the lines around it. */
const strayMark = /^\p{M}|(?<=\p{M}{6})\p{M}/gu
const anyMark = /\p{M}/u

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** `text` on one line and safe to print: unprintable characters as `\n`, `\u001b` or `\u{e0041}`. */
export function escapeText(text: string): string {
  const escaped = text.replace(unprintable, (character) => shortForms[character] ?? escapeCodePoint(character))
  return anyMark.test(escaped) ? escaped.replace(strayMark, escapeCodePoint) : escaped
}

/** Like `escapeText`, but keeps line breaks, for messages of several lines. */
export function escapeLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => escapeText(line))
    .join('\n')
}

/** Makes the output of `JSON.stringify` safe to print without changing its JSON value. */
export function escapeJsonText(json: string): string {
  const escaped = json.replace(unprintable, (character) => (character === '\n' ? character : escapeUnits(character)))
  return anyMark.test(escaped) ? escaped.replace(strayMark, escapeUnits) : escaped
}

function escapeUnits(character: string): string {
  return character.split('').map(escapeCodeUnit).join('')
}

function escapeCodePoint(character: string): string {
  return character.length === 1 ? escapeCodeUnit(character) : `\\u{${character.codePointAt(0)?.toString(16)}}`
}

function escapeCodeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
