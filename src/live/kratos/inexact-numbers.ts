import { isExactNumber } from '../../model/exact-number.ts'

/** A quick test for numbers that a double may not hold. It can match inside strings too; most pages have no match. */
const suspicious = /[[:,]\s*-?(?:\d+(?:\.\d+)?[eE]|(?=[\d.]{16})\d)/

const number = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y

/**
 * Indexes of the rows of a JSON list that contain a number which JavaScript would change, such as a 64-bit id. idctl must not
 * write such an identity back as a whole; it may write single members.
 */
export function inexactRows(text: string): ReadonlySet<number> {
  const rows = new Set<number>()
  if (!suspicious.test(text)) return rows
  let depth = 0
  let row = 0
  for (let offset = 0; offset < text.length; offset += 1) {
    const sign = text.charAt(offset)
    if (sign === '"') offset = endOfString(text, offset)
    else if (sign === '[' || sign === '{') depth += 1
    else if (sign === ']' || sign === '}') depth -= 1
    else if (sign === ',') row += depth === 1 ? 1 : 0
    else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      number.lastIndex = offset
      const part = number.exec(text)?.[0] ?? sign
      if (!isExactNumber(part, Number(part))) rows.add(row)
      offset += part.length - 1
    }
  }
  return rows
}

/** Offset of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charAt(end - 1 - slashes) === '\\') slashes += 1
    if (slashes % 2 === 0) return end
  }
  return text.length
}
