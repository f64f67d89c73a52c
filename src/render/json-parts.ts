import { escapeJsonText } from './escape.ts'

/** A list in a document that is made and written item by item: the whole may be too long for one text. */
export class LongList<Item extends object = object> {
  readonly items: () => Iterable<Item>

  constructor(items: () => Iterable<Item>) {
    this.items = items
  }
}

/** The members of an object that are no `LongList`, and such lists, as `JSON.stringify` would write them with two spaces, in parts. */
export function* jsonParts(members: object, indent = ''): Generator<string> {
  const inner = `${indent}  `
  let separator = '{'
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue
    yield `${separator}\n${inner}${textOf(name, inner)}: `
    if (value instanceof LongList) yield* listParts(value, inner)
    else if (hasLongList(value)) yield* jsonParts(value, inner)
    else yield textOf(value, inner)
    separator = ','
  }
  yield separator === '{' ? '{}' : `\n${indent}}`
}

function hasLongList(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.values(value).some((one) => one instanceof LongList)
}

function* listParts({ items }: LongList, indent: string): Generator<string> {
  const inner = `${indent}  `
  let separator = '['
  for (const item of items()) {
    yield `${separator}\n${inner}${textOf(item, inner)}`
    separator = ','
  }
  yield separator === '[' ? '[]' : `\n${indent}]`
}

function textOf(value: unknown, indent: string): string {
  return escapeJsonText(JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indent}`))
}
