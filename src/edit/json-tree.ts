/** A value of a JSON text and where it stands. */
export interface JsonNode {
  readonly start: number
  readonly end: number
  /** Of an object, in the order of the text. */
  readonly members?: readonly { readonly key: string; readonly keyStart: number; readonly value: JsonNode }[]
  /** Of an array. */
  readonly items?: readonly JsonNode[]
}

/** The value that starts at `start`, in a text that is known to be JSON. */
export function jsonTree(text: string, start: number): JsonNode {
  const token = /\s*("(?:[^"\\]|\\.)*"|[^\s",:[\]{}]+|[[\]{},:])/y
  let offset = start
  const next = (): { readonly start: number; readonly text: string } => {
    token.lastIndex = offset
    const found = token.exec(text)?.[1] ?? ''
    offset = token.lastIndex
    return { start: offset - found.length, text: found }
  }
  const peek = (): string => {
    const here = offset
    const { text: found } = next()
    offset = here
    return found
  }
  const read = (): JsonNode => {
    const first = next()
    if (first.text === '{') {
      const members: { key: string; keyStart: number; value: JsonNode }[] = []
      while (peek() !== '}' && peek() !== '') {
        if (peek() === ',') next()
        const key = next()
        next()
        members.push({ key: JSON.parse(key.text) as string, keyStart: key.start, value: read() })
      }
      next()
      return { start: first.start, end: offset, members }
    }
    if (first.text === '[') {
      const items: JsonNode[] = []
      while (peek() !== ']' && peek() !== '') {
        if (peek() === ',') next()
        items.push(read())
      }
      next()
      return { start: first.start, end: offset, items }
    }
    return { start: first.start, end: offset }
  }
  return read()
}
