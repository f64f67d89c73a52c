import type { RE2JS } from 're2js'
import { re2 } from '../go/re2.ts'

/**
 * The name by which the library knows our `matches`. Its own uses JavaScript's regular expressions, which can take hours for a
 * short text, and cannot be replaced under its name.
 */
export const matchName = 'matchesRe2'

export interface Pattern {
  /** Steps for each character of a text that is matched. */
  readonly steps: number
  matches(text: string): boolean
}

/** In characters. */
const longestPattern = 200

/** How large a pattern may become when its repetitions are written out; compiling a larger one takes long. */
const largestPattern = 1000

/** The same for all patterns of idctl.yaml together. */
const largestPatterns = 5000

/**
 * Compiles the patterns of `matches`: Go's regular expressions (RE2), which take a time that grows with the length of the text
 * only.
 */
export function createPatterns() {
  const known = new Map<string, Pattern>()
  let size = 0
  return {
    known: known as ReadonlyMap<string, Pattern>,
    /** Why the pattern cannot be used; afterwards `known` has it, if it can. */
    add(text: string): string | undefined {
      if (known.has(text)) return undefined
      if (text.length > longestPattern) return `the pattern is longer than ${longestPattern} characters`
      const most = sizeOf(text)
      if (most > largestPattern) return 'the pattern repeats too much'
      size += most
      if (size > largestPatterns) return 'the patterns of all rules together are too large'
      const compiled = compile(text)
      if (compiled === undefined) return 'the pattern is no regular expression of RE2'
      const steps = 4 + Math.ceil(compiled.programSize() / 8)
      known.set(text, { steps, matches: (value) => compiled.matcher(value).find() })
      return undefined
    },
  }
}

export type Patterns = ReturnType<typeof createPatterns>

/**
 * More than the program of the pattern can have: each repetition adds its count, and that of a group multiplies everything.
 * Counts that only look like one, in a character class, make it larger, never smaller.
 */
function sizeOf(text: string): number {
  let sum = text.length
  let product = 1
  for (const [, group, least = '', most = ''] of text.matchAll(/(\)?)\{(\d*),?(\d*)\}/g)) {
    const count = Math.max(Number(least), Number(most), 1)
    if (group === ')') product *= count
    else sum += count
  }
  return sum * product
}

function compile(text: string): RE2JS | undefined {
  try {
    return re2(text)
  } catch {
    return undefined
  }
}
