import type { Node, Pair, YAMLMap } from 'yaml'
import type { Json } from '../../model/json.ts'
import { lineBreakOf, lineStart, nextLine, spliced } from './splice.ts'
import { columnOf, endOfPair } from './yaml-place.ts'
import { renderInline, renderKey, renderMember } from './yaml-value.ts'

/** Candidate texts with a member appended to a map, in the style of its other members. */
export function* addMember(
  text: string,
  map: YAMLMap,
  key: string,
  value: Json,
  { flow, step }: { readonly flow: boolean; readonly step: number },
): Generator<string> {
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined
  if (flow) yield* addBetweenBrackets(text, map, last, `${renderKey(key)}: ${renderInline(value, true)}`)
  else if (last !== undefined) {
    const lineBreak = lineBreakOf(text)
    const at = nextLine(text, endOfPair(last))
    const lines = renderMember(key, value, columnOf(text, map), step)
    const isOpen = at > 0 && text[at - 1] !== '\n'
    const inserted = isOpen ? lineBreak + lines.join(lineBreak) : lines.map((line) => line + lineBreak).join('')
    yield spliced(text, [{ start: at, end: at, text: inserted }])
  }
}

function* addBetweenBrackets(
  text: string,
  map: YAMLMap,
  last: Pair<Node, Node | null> | undefined,
  member: string,
): Generator<string> {
  if (last === undefined) {
    const [start, end] = [map.range?.[0] ?? 0, map.range?.[1] ?? 0]
    yield spliced(text, [{ start: start + 1, end: end - 1, text: ` ${member} ` }])
    return
  }
  const start = last.key.range?.[0] ?? 0
  const margin = text.slice(lineStart(text, start), start)
  const separator = margin.trim() === '' && margin.length < start ? `,${lineBreakOf(text)}${margin}` : ', '
  const end = endOfPair(last)
  yield spliced(text, [{ start: end, end, text: separator + member }])
  // After a key without a value there may be a colon.
  const colon = text.indexOf(':', end)
  if (colon !== -1) yield spliced(text, [{ start: colon + 1, end: colon + 1, text: separator + member }])
}
