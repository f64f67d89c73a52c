import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLSeq } from 'yaml'
import { isJsonObject, type Json } from '../../model/json.ts'
import { editBlockList } from './edit-block-list.ts'
import { editFlowList, renderFlowList } from './edit-flow-list.ts'
import { lineBreakOf, lineStart, nextLine, type Splice, spliced } from './splice.ts'
import { behindColon, columnOf, endOf, startOfValue } from './yaml-place.ts'
import { type Quotes, renderLiteral } from './yaml-scalar.ts'
import { isLong, renderBlock, renderInline } from './yaml-value.ts'

export interface Replacement {
  readonly value: Json
  /** The current value, escapes and references as written. */
  readonly before: Json | undefined
  /** The member is inside brackets. */
  readonly flow: boolean
  /** Column of the keys beside it, and the indentation step of this document. */
  readonly indent: number
  readonly step: number
}

/**
 * Candidate texts with another value for a member, those that change least first. The caller reads each one to find out
 * which is right.
 */
export function* replaceValue(
  text: string,
  pair: Pair<Node, Node | null>,
  replacement: Replacement,
): Generator<string> {
  const { value, flow } = replacement
  const node = pair.value
  if (node === null) {
    const end = endOf(pair.key)
    yield spliced(text, [{ start: end, end, text: `: ${renderInline(value, flow)}` }])
    return
  }
  const at = startOfValue(text, pair)
  if (node.range?.[0] === node.range?.[1] && at !== undefined) {
    const space = /^[\s,}\]]?$/.test(text.charAt(at)) ? '' : ' '
    yield spliced(text, [{ start: at, end: at, text: ` ${renderInline(value, flow)}${space}` }])
  } else if (isBlockCollection(node)) yield* replaceBlock(text, pair, node, replacement)
  else if (isBlockScalar(node)) yield* replaceBlockScalar(text, node, replacement)
  else yield* replaceInline(text, node, replacement)
  const colon = behindColon(text, pair)
  // A candidate without anchor and tag: the tag may not fit the new value.
  if (colon !== undefined)
    yield spliced(text, [{ start: colon, end: endOf(node), text: ` ${renderInline(value, flow)}` }])
}

function* replaceInline(text: string, node: Node, replacement: Replacement): Generator<string> {
  const { value, before, flow, indent, step } = replacement
  const [start, end] = [node.range?.[0] ?? 0, endOf(node)]
  const put = (inline: string): string => spliced(text, [{ start, end, text: inline }])
  if (isSeq(node) && Array.isArray(before) && Array.isArray(value)) {
    const edited = text.slice(start, end).includes('\n') ? editFlowList(text, node, before, value) : undefined
    if (edited !== undefined) yield edited
    else if (flow || !isLong(value)) yield put(renderFlowList(text, node, before, value))
  }
  const restOfLine = text.slice(end, nextLine(text, end))
  if (!flow && isLong(value) && /^\s*(?:#.*)?\s*$/.test(restOfLine)) {
    const lineBreak = lineBreakOf(text)
    const spaces = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0
    const below = nextLine(text, end)
    const lines = renderBlock(value, indent + step, step).map((line) => line + lineBreak)
    const lead = text[below - 1] === '\n' ? '' : lineBreak
    yield spliced(text, [
      { start: start - spaces, end, text: '' },
      { start: below, end: below, text: lead + lines.join('') },
    ])
  }
  const inline = renderInline(value, flow, quotesOf(node))
  yield put(inline)
  yield put(` ${inline}`)
}

function* replaceBlockScalar(
  text: string,
  node: Scalar,
  { value, flow, indent, step }: Replacement,
): Generator<string> {
  const [start, end] = [node.range?.[0] ?? 0, endOf(node)]
  const lineBreak = lineBreakOf(text)
  const header = text.slice(start, nextLine(text, start)).trimEnd()
  const comment = /\s#.*$/.exec(header)?.[0] ?? ''
  const literal = typeof value === 'string' ? renderLiteral(value, indent + step, lineBreak) : undefined
  if (literal !== undefined) {
    yield spliced(text, [{ start, end, text: literal.replace(/^\S+/, (word) => word + comment) }])
  }
  const tail = text[end - 1] === '\n' ? lineBreak : ''
  yield spliced(text, [{ start, end, text: renderInline(value, flow) + comment + tail }])
}

function* replaceBlock(
  text: string,
  pair: Pair<Node, Node | null>,
  node: Node,
  { value, before, step }: Replacement,
): Generator<string> {
  if (isSeq(node) && Array.isArray(before) && Array.isArray(value)) {
    const edited = editBlockList(text, node, before, value)
    if (edited !== undefined) yield edited
  }
  const start = lineStart(text, node.range?.[0] ?? 0)
  const at = startOfValue(text, pair)
  if (at === undefined || text.slice(start, node.range?.[0]).trim() !== '') return
  const lineBreak = lineBreakOf(text)
  const end = nextLine(text, endOf(node))
  // Comment lines stay, also if the list below them is removed.
  const comments = text
    .slice(start, end)
    .split(/(?<=\n)/)
    .filter((line) => /^\s*#/.test(line))
  const removal = (lines: readonly string[]): Splice => {
    return { start, end, text: comments.join('') + lines.map((line) => line + lineBreak).join('') }
  }
  const isFilled = Array.isArray(value) ? value.length > 0 : isJsonObject(value) && Object.keys(value).length > 0
  if (isFilled) yield spliced(text, [removal(renderBlock(value, columnOf(text, node), step))])
  yield spliced(text, [{ start: at, end: at, text: ` ${renderInline(value, false)}` }, removal([])])
}

function isBlockCollection(node: Node): node is YAMLSeq {
  return (isMap(node) || isSeq(node)) && node.flow !== true
}

function isBlockScalar(node: Node): node is Scalar {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
}

function quotesOf(node: Node): Quotes {
  if (!isScalar(node)) return 'plain'
  return node.type === 'QUOTE_SINGLE' ? 'single' : node.type === 'QUOTE_DOUBLE' ? 'double' : 'plain'
}
