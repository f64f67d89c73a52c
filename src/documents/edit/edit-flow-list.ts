import { isScalar, type Node, type YAMLSeq } from 'yaml'
import { canonicalJson, type Json } from '../../model/json.ts'
import { alignLists } from './align-lists.ts'
import { inOrder, lineStart, nextLine, type Splice, spliced } from './splice.ts'
import { endOf } from './yaml-place.ts'
import { renderInline } from './yaml-value.ts'

/** Renders a list between brackets on one line: entries that stay look as before. */
export function renderFlowList(text: string, list: YAMLSeq, before: readonly Json[], after: readonly Json[]): string {
  const looks = new Map<string, string>()
  for (const [index, item] of (list.items as Node[]).entries()) {
    const value = before[index]
    if (isScalar(item) && value !== undefined) looks.set(canonicalJson(value), text.slice(...spanOf(item)))
  }
  const start = list.range?.[0] ?? 0
  const space = after.length > 0 && text[start + 1] === ' ' && list.items.length > 0 ? ' ' : ''
  const items = after.map((value) => looks.get(canonicalJson(value)) ?? renderInline(value, true))
  return `[${space}${items.join(', ')}${space}]`
}

/** Edits a list between brackets over several lines: entries that stay keep their lines and comments. */
export function editFlowList(
  text: string,
  list: YAMLSeq,
  before: readonly Json[],
  after: readonly Json[],
): string | undefined {
  const items = list.items as Node[]
  const { removed, added } = alignLists(before, after)
  if (items.length !== before.length || removed.length === items.length) return undefined
  const splices: Splice[] = []
  for (const index of removed) {
    const [start, end] = spanOf(items[index] as Node)
    const next = commaFrom(text, end)
    const previous = index === 0 ? undefined : commaFrom(text, endOf(items[index - 1] as Node))
    if (next === undefined && previous !== undefined && !removed.includes(index - 1)) {
      splices.push({ start: previous, end: previous + 1, text: '' })
    }
    splices.push(wholeLine(text, start, next === undefined ? end : next + 1))
  }
  const kept = [...items.keys()].filter((index) => !removed.includes(index))
  for (const behind of new Set(added.map((one) => one.behind))) {
    const values = added.filter((one) => one.behind === behind).map(({ value }) => renderInline(value, true))
    const neighbour = kept.findLast((index) => index <= behind)
    if (neighbour === undefined) {
      const [first] = spanOf(items[kept[0] ?? 0] as Node)
      splices.push({ start: first, end: first, text: values.map((value) => `${value}, `).join('') })
    } else {
      const end = endOf(items[neighbour] as Node)
      splices.push({ start: end, end, text: values.map((value) => `, ${value}`).join('') })
    }
  }
  return overlap(splices) ? undefined : spliced(text, splices)
}

function spanOf(node: Node): [start: number, end: number] {
  return [node.range?.[0] ?? 0, endOf(node)]
}

/** Offset of the comma that follows, if there is one. */
function commaFrom(text: string, offset: number): number | undefined {
  const comma = /(?:[ \t\r\n]|#[^\n]*)*,/y
  comma.lastIndex = offset
  return comma.test(text) ? comma.lastIndex - 1 : undefined
}

/** Removes the whole line of an entry that is alone on it. */
function wholeLine(text: string, start: number, end: number): Splice {
  const [first, last] = [lineStart(text, start), nextLine(text, end)]
  const isAlone = text.slice(first, start).trim() === '' && text.slice(end, last).trim() === ''
  return isAlone ? { start: first, end: last, text: '' } : { start, end, text: '' }
}

function overlap(splices: readonly Splice[]): boolean {
  const sorted = splices.toSorted(inOrder)
  return sorted.some(({ start }, index) => index > 0 && start < (sorted[index - 1]?.end ?? 0))
}
