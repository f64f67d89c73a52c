import { Composer, type CST, type Document, Parser } from 'yaml'

type Options = ConstructorParameters<typeof Composer>[0]

/**
 * The documents of a text, with each comment at what it is about. Below a comment of a deeper list or map, the parser of the
 * package takes the following ones as part of that collection too, however far left they stand.
 */
export function composeDocuments(text: string, options: Options): Document.Parsed[] {
  return [...new Composer(options).compose(settled(new Parser().parse(text)))]
}

function* settled(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  for (const token of tokens) {
    if (token.type === 'document' && token.value !== undefined) {
      const rest = takeStrays(token.value)
      if (rest.length > 0) token.end = [...rest, ...(token.end ?? [])]
    }
    yield token
  }
}

interface Item {
  start: CST.SourceToken[]
  key?: CST.Token | null
  sep?: CST.SourceToken[]
  value?: CST.Token
}

/** Moves comments to the item below them, and up to the collection whose indentation they have; returns those further left. */
function takeStrays(token: CST.Token): CST.SourceToken[] {
  if (token.type !== 'block-map' && token.type !== 'block-seq') return []
  const { indent }: { indent: number } = token
  const items: Item[] = token.items
  for (const [index, { sep, value }] of items.entries()) {
    const rest = value === undefined ? cutOff(sep ?? [], indent) : takeStrays(value)
    const next = items[index + 1]
    if (rest.length === 0) continue
    if (next === undefined) items.push({ start: rest })
    else next.start.unshift(...rest)
  }
  const last = items.at(-1)
  if (last === undefined || !last.start.every(({ type }) => between.has(type))) return []
  if ([last.key, last.sep, last.value].some((part) => part !== undefined)) return []
  const rest = cutOff(last.start, indent === 0 ? Infinity : indent - 1)
  if (last.start.length === 0) items.pop()
  return rest
}

const between: ReadonlySet<string> = new Set(['space', 'comment', 'newline'])

/** Takes what follows from the first comment on that stands on a line of its own, and no further right than `most`. */
function cutOff(tokens: CST.SourceToken[], most: number): CST.SourceToken[] {
  const isOwn = (index: number) =>
    tokens.slice(0, index).findLast(({ type }) => type !== 'space')?.type !== 'map-value-ind'
  const stray = tokens.findIndex(({ type, indent }, index) => type === 'comment' && indent <= most && isOwn(index))
  if (stray < 0) return []
  // The line break after what stays is a part of it; further ones are empty lines before the others.
  const kept = tokens.slice(0, stray).findLastIndex(({ type }) => type === 'comment' || type === 'map-value-ind')
  const line = tokens.findIndex(({ type }, index) => index > kept && type === 'newline')
  return tokens.splice(kept < 0 ? 0 : line + 1)
}
