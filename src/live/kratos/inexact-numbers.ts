import { isExactNumber } from '../../model/exact-number.ts'

/** A number that could be too long for a double, outside of strings mostly: most pages hold none. */
const suspicious = /[[:,]\s*-?(?:\d+(?:\.\d+)?[eE]|(?=[\d.]{16})\d)/

const number = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y

/**
 * Which rows of a JSON list hold a number that JavaScript cannot hold as it is written (a 64-bit id, say). What is read
 * of such an identity must not be written back whole: everything else of it may.
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

/** Offset of the quote that ends the text begun at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charAt(end - 1 - slashes) === '\\') slashes += 1
    if (slashes % 2 === 0) return end
  }
  return text.length
}
