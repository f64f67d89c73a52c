import { re2 } from './re2.ts'

/** A Go regular expression (RE2): no look-around, no back-references, linear time; not anchored. */
export interface Pattern {
  readonly text: string
  matches(value: string): boolean
}

/** @throws when the text is not an RE2 expression */
export function compileRe2(text: string): Pattern {
  const compiled = re2(text)
  return { text, matches: (value) => compiled.matcher(value).find() }
}

export function isRe2(text: string): boolean {
  try {
    re2(text)
    return true
  } catch {
    return false
  }
}
