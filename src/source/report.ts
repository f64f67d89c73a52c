import type { Diagnostic } from '../model/diagnostic.ts'

/** Receives one problem; problems are collected, never thrown. */
export type Reporter = (diagnostic: Diagnostic) => void

const longestQuote = 80

/** Quotes a user's text for a diagnostic: in backticks, control characters escaped, cut when long. */
export function quote(text: string): string {
  const shown = text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text
  return `\`${shown.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?! )\p{Zs}/gu, escapeCharacter)}\``
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** A path of keys and indexes as people write it: `idctl.previously[0]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else text += text === '' ? String(segment) : `.${String(segment)}`
  }
  return quote(text)
}
