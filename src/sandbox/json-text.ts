/**
 * Splits JSON text without parsing its values: Go keeps parts of a request raw and prints them again, so number literals and
 * string escapes must stay. Every argument must be valid JSON.
 */

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** The elements of an array, each without white space between its tokens. */
export function rawElements(text: string): string[] {
  return splitContainer(text).map((tokens) => tokens.join(''))
}

/** Names and values of an object, values without white space between tokens. For duplicate names the last one wins. */
export function rawMembers(text: string): Map<string, string> {
  return new Map(splitContainer(text).map(([name = '""', , ...value]) => [JSON.parse(name) as string, value.join('')]))
}

/** Escapes `<`, `>`, `&` and JavaScript's line separators, as Go's encoder does in strings. */
export function escapeHtml(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The tokens of each item of the outermost container. */
function splitContainer(text: string): string[][] {
  const items: string[][] = []
  let item: string[] = []
  let depth = 0
  for (const [part] of text.matchAll(token)) {
    const closes = part === '}' || part === ']'
    if (closes) depth -= 1
    const separates = depth === 1 && part === ','
    if ((separates || depth === 0) && item.length > 0) {
      items.push(item)
      item = []
    } else if (depth > 0 && !separates) {
      item.push(part)
    }
    if (part === '{' || part === '[') depth += 1
  }
  return items
}
