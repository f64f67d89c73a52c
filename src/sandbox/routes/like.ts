/** Escapes a text for LIKE as Kratos does. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/**
 * SQLite's LIKE. Kratos' query declares no escape character, so on SQLite a backslash matches itself and a wildcard after it is
 * still a wildcard. The case of ASCII letters is ignored.
 */
export function isLike(text: string, pattern: string): boolean {
  const letters = [...asciiLower(text)]
  const [first = [], ...parts] = asciiLower(pattern)
    .split('%')
    .map((part) => [...part])
  if (!fitsAt(letters, 0, first)) return false
  let offset = first.length
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    const from = isLast ? Math.max(offset, letters.length - part.length) : offset
    const found = isLast && part.length === 0 ? letters.length : find(letters, from, part)
    if (found === undefined) return false
    offset = found + part.length
  }
  return offset === letters.length
}

function find(letters: readonly string[], from: number, part: readonly string[]): number | undefined {
  for (let at = from; at + part.length <= letters.length; at += 1) if (fitsAt(letters, at, part)) return at
  return undefined
}

function fitsAt(letters: readonly string[], at: number, part: readonly string[]): boolean {
  if (at + part.length > letters.length) return false
  return part.every((letter, index) => letter === '_' || letter === letters[at + index])
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
