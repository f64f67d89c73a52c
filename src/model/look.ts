/**
 * The NFC form of a text, equal for texts that look the same: an accented letter may be one character or two. `undefined` for
 * plain ASCII, which has only one form.
 */
export function lookOf(text: string): string | undefined {
  return /[^\0-\x7f]/.test(text) ? text.normalize('NFC') : undefined
}

/** The Unicode normalisation form of a text, for a hint. */
export function formOf(text: string): string {
  if (text === text.normalize('NFC')) return 'NFC (a letter with its mark is one character)'
  return text === text.normalize('NFD') ? 'NFD (a mark is a character of its own)' : 'a mix of NFC and NFD'
}

/** Position of the first code point, from 1, in which two texts differ. */
export function firstDifference(left: string, right: string): number {
  const others = Array.from(right)
  return Array.from(left).findIndex((character, index) => character !== others[index]) + 1
}
