/**
 * Characters that a terminal would interpret or not show: C0 and C1 controls, DEL, bidirectional overrides, invisible and
 * no-break spaces, fillers, line separators, tag characters and lone surrogates. Joiners (U+200C, U+200D) are not among
 * them, because names need them.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** `text` on one line and safe to print: unprintable characters as `\n`, `\u001b` or `\u{e0041}`. */
export function escapeText(text: string): string {
  return text.replace(unprintable, (character) => shortForms[character] ?? escapeCodePoint(character))
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
  return json.replace(unprintable, (character) =>
    character === '\n' ? character : character.split('').map(escapeCodeUnit).join(''),
  )
}

function escapeCodePoint(character: string): string {
  return character.length === 1 ? escapeCodeUnit(character) : `\\u{${character.codePointAt(0)?.toString(16)}}`
}

function escapeCodeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
