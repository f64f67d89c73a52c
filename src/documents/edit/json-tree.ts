import { type Node, parseTree } from 'jsonc-parser'

/** A value of a JSON text with its offsets. */
export interface JsonNode {
  readonly start: number
  readonly end: number
  /** Of an object, in the order of the text. */
  readonly members?: readonly { readonly key: string; readonly keyStart: number; readonly value: JsonNode }[]
  /** Of an array. */
  readonly items?: readonly JsonNode[]
}

/** Parses the value that starts at `start`, in a text that is known to be JSON. */
export function jsonTree(text: string, start: number): JsonNode {
  const root = parseTree(text.slice(start))
  if (root === undefined) throw new TypeError('no JSON value starts here')
  return placed(root, start)
}

function placed({ type, offset, length, children = [] }: Node, base: number): JsonNode {
  const place = { start: base + offset, end: base + offset + length }
  if (type === 'array') return { ...place, items: children.map((item) => placed(item, base)) }
  if (type !== 'object') return place
  const members = children.flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined
      ? []
      : [{ key: key.value as string, keyStart: base + key.offset, value: placed(value, base) }],
  )
  return { ...place, members }
}
