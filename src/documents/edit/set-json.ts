import { canonicalJson, isJsonObject, type Json } from '../../model/json.ts'
import { jsonText } from './json-text.ts'
import { type JsonNode, jsonTree } from './json-tree.ts'
import { lineBreakOf, lineStart, spliced } from './splice.ts'

/**
 * Candidate texts with the value at `path` set in the object that starts at `offset` of a JSON or NDJSON text, in the
 * layout of the text.
 */
export function* setJson(text: string, offset: number, path: readonly string[], value: Json): Generator<string> {
  let node = jsonTree(text, offset)
  const layout = layoutOf(text, node)
  for (const [depth, key] of path.entries()) {
    const child = node.items?.[Number(key)] ?? node.members?.find((member) => member.key === key)?.value
    if (child === undefined) {
      const below = path.slice(depth + 1).reduceRight<Json>((inner, name) => ({ [name]: inner }), value)
      if (node.members !== undefined) yield addMember(text, node, key, below, layout)
      return
    }
    node = child
  }
  const { start, end } = node
  yield spliced(text, [{ start, end, text: render(value, layoutAt(text, node, layout), marginOf(text, start)) }])
}

/** How a text is laid out. */
interface Layout {
  /** Between entries on one line: `,` or `, `. */
  readonly comma: string
  readonly colon: string
  /** The space inside a pair of brackets. */
  readonly pad: string
  /** Indentation of one level; `undefined`: all on one line. */
  readonly step: string | undefined
  readonly lineBreak: string
  /** Current values, by canonical text, as they are written. */
  readonly looks: ReadonlyMap<string, string>
}

function addMember(text: string, object: JsonNode, key: string, value: Json, layout: Layout): string {
  const last = object.members?.at(-1)
  const name = jsonText(key) + layout.colon
  if (last === undefined) {
    const whole = `{${layout.pad}${name}${render(value, { ...layout, step: undefined }, '')}${layout.pad}}`
    return spliced(text, [{ start: object.start, end: object.end, text: whole }])
  }
  const margin = text.slice(lineStart(text, last.keyStart), last.keyStart)
  const isAlone = margin.trim() === '' && lineStart(text, last.keyStart) > object.start
  const { end } = last.value
  const inner = isAlone ? layout : { ...layout, step: undefined }
  const separator = isAlone ? `,${layout.lineBreak}${margin}` : layout.comma
  return spliced(text, [{ start: end, end, text: separator + name + render(value, inner, margin) }])
}

function render(value: Json, layout: Layout, margin: string): string {
  const look = layout.looks.get(canonicalJson(value))
  if (look !== undefined) return look
  if (typeof value !== 'object' || value === null) return jsonText(value)
  const below = margin + (layout.step ?? '')
  const entries = isJsonObject(value)
    ? Object.entries(value).map(([key, member]) => jsonText(key) + layout.colon + render(member, layout, below))
    : value.map((item) => render(item, layout, below))
  const [open, close] = isJsonObject(value) ? ['{', '}'] : ['[', ']']
  if (entries.length === 0) return open + close
  if (layout.step === undefined) {
    const pad = isJsonObject(value) ? layout.pad : ''
    return open + pad + entries.join(layout.comma) + pad + close
  }
  const lines = entries.map((entry) => layout.lineBreak + below + entry)
  return open + lines.join(',') + layout.lineBreak + margin + close
}

function layoutOf(text: string, root: JsonNode): Layout {
  const whole = text.slice(root.start, root.end)
  const [first, second] = root.members ?? []
  const colon = /^"(?:[^"\\]|\\.)*"(\s*:[ \t]*)/.exec(text.slice(first?.keyStart, first?.value.start))?.[1] ?? ': '
  const step = /\n([ \t]+)"/.exec(whole)?.[1]
  const between = first && second ? text.slice(first.value.end, second.keyStart) : ','
  const indent = step === undefined ? undefined : step.slice(marginOf(text, root.start).length)
  return {
    comma: between.includes('\n') || /:[ \t]/.test(colon) ? ', ' : between,
    colon,
    pad: /^\{ /.test(whole) ? ' ' : '',
    step: indent || undefined,
    lineBreak: lineBreakOf(text),
    looks: new Map(),
  }
}

/** A list keeps its form; any other new value gets one line, so that few lines change. */
function layoutAt(text: string, node: JsonNode, layout: Layout): Layout {
  const items = node.items ?? []
  const looks = new Map(
    items
      .filter(({ items: inner, members }) => inner === undefined && members === undefined)
      .map((item) => text.slice(item.start, item.end))
      .map((look) => [canonicalJson(JSON.parse(look) as Json), look]),
  )
  const isTall = text.slice(node.start, node.end).includes('\n')
  const pad = /^\[ /.test(text.slice(node.start, node.end)) ? ' ' : ''
  return { ...layout, looks, step: isTall ? layout.step : undefined, pad: pad || layout.pad }
}

function marginOf(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? ''
}
