/** Longer texts are not compared by their looks. */
const longest = 1000
/** Characters that look like no others. */
const plain = /^[\x20-\x7e]*$/

/** Whether two different texts look the same: another composition of letters, another space, or characters that nobody sees. */
export function looksLike(left: string, right: string): boolean {
  return left !== right && looksOf(left) === looksOf(right)
}

/** A text that is equal for texts that look the same. */
export function looksOf(text: string): string {
  if (text.length > longest || plain.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/\p{Zs}/gu, ' ')
}

/** The text with every character beyond ASCII as an escape, as JSON writes it. */
export function spellOut(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
