import { isExactNumber } from '../../model/exact-number.ts'

/** A number that could be too long for a double, outside of strings mostly: most pages hold none. */
const suspicious = /[[:,]\s*-?(?:\d+(?:\.\d+)?[eE]|(?=[\d.]{16})\d)/

const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|[[\]{},]/g

/**
 * Which rows of a JSON list hold a number that JavaScript cannot hold as it is written (a 64-bit id, say). What is read
 * of such an identity must not be written back whole: everything else of it may.
 */
export function inexactRows(text: string): ReadonlySet<number> {
  const rows = new Set<number>()
  if (!suspicious.test(text)) return rows
  let depth = 0
  let row = 0
  for (const [part] of text.matchAll(token)) {
    if (part === '[' || part === '{') depth += 1
    else if (part === ']' || part === '}') depth -= 1
    else if (part === ',') row += depth === 1 ? 1 : 0
    else if (!part.startsWith('"') && !isExactNumber(part, Number(part))) rows.add(row)
  }
  return rows
}
