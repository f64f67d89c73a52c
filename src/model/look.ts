/** How a text looks to people: a letter with its mark may be one character or two. Plain ASCII looks like nothing else. */
export function lookOf(text: string): string | undefined {
  return /[^\0-\x7f]/.test(text) ? text.normalize('NFC') : undefined
}

/** As editors and Unicode call it, for a hint. */
export function formOf(text: string): string {
  if (text === text.normalize('NFC')) return 'NFC (a letter with its mark is one character)'
  return text === text.normalize('NFD') ? 'NFD (a mark is a character of its own)' : 'a mix of NFC and NFD'
}

/** The number of the first character, from 1, in which two texts differ. */
export function firstDifference(left: string, right: string): number {
  const others = Array.from(right)
  return Array.from(left).findIndex((character, index) => character !== others[index]) + 1
}
