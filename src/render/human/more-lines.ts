import type { Change } from '../../model/change.ts'
import { present } from '../../model/present.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece } from '../layout/flow.ts'
import { shorten } from '../layout/width.ts'
import type { Style } from '../style.ts'
import type { AlikeChanges, VariedLeaf } from './alike.ts'
import { leavesOf } from './alike-shapes.ts'
import { indent } from './change-head.ts'
import { renderValue } from './value.ts'
import { newWayIn } from './way-in.ts'

/** Leaves with a common value that a line about folded rows names. */
const mostNamed = 3

const shortValue = { most: 32 }

/** `… 297 more like these` with what they have in common, and every leaf in which they differ. */
export function moreLines(first: Change, alike: AlikeChanges, style: Style, before = indent): string[] {
  return foldedLines(moreParts(first, alike), before, style)
}

/** The same in one sentence. */
export function moreText(first: Change, alike: AlikeChanges): string {
  return moreParts(first, alike).join(' ')
}

function moreParts(first: Change, { more, common, varied, edits }: AlikeChanges): string[] {
  const isNew = (before: unknown) => first.action === 'create' || before === undefined
  const named = common.slice(0, mostNamed).map(({ path, before, after }) => {
    const to = renderValue(after, shortValue)
    return `${escapeText(path)} ${isNew(before) ? to : `${renderValue(before, shortValue)} → ${to}`}`
  })
  const ways = first.action === 'create' ? [newWayIn(first)] : []
  const edited = edits.map(({ path, before, after }) => {
    return `${escapeText(path)} …${escapeText(shorten(before, 32))} → …${escapeText(shorten(after, 32))}`
  })
  const isEdited = new Set(edits.map(({ path }) => path))
  const differing = leavesOf(first).flatMap((leaf) => {
    const sides = varied.filter(({ path }) => path === leaf.path)
    return sides.length === 0 || isEdited.has(leaf.path) ? [] : [{ leaf, ...sidesOf(sides) }]
  })
  const counted = differing.flatMap(({ leaf, before, after }) => {
    if (isOwnOfEach(before, after)) return []
    const to = after ? sideText(after) : renderValue(leaf.after, shortValue)
    const from = before ? sideText(before) : isNew(leaf.before) ? undefined : renderValue(leaf.before, shortValue)
    return [`${escapeText(leaf.path)} ${from === undefined ? to : `${from} → ${to}`}`]
  })
  const own = differing.flatMap(({ leaf, before, after }) =>
    isOwnOfEach(before, after) ? [escapeText(leaf.path)] : [],
  )
  const about = [...edited, ...named, ...counted, ...ways]
  return [
    `… ${more} more like these${about.length > 0 ? ':' : own.length > 0 ? ';' : ''}`,
    ...about.map((text, index) => text + (index < about.length - 1 ? ' ·' : own.length > 0 ? ';' : '')),
    ...(own.length === 0 ? [] : [`each person has their own ${own.join(', ')}`]),
  ]
}

/** `… 297 more like these; all: --full`, where nothing else is to be said of them. */
export function moreLine(more: number, before: string, style: Style): string {
  return foldedLines([`… ${more} more like these`], before, style).join('\n')
}

/** Breaks between the parts where it can. */
function foldedLines(parts: readonly string[], before: string, style: Style): string[] {
  const pieces = parts.map((part, index) => (index < parts.length - 1 ? part : `${part};`))
  const all: Piece[] = [...pieces, 'all: --full'].map((text) => ({ text, paint: 'faint' }))
  return flow(all, before, `${before}  `, style)
}

function sidesOf(sides: readonly VariedLeaf[]): { readonly before?: VariedLeaf; readonly after?: VariedLeaf } {
  const one = (wanted: VariedLeaf['side']) => sides.find(({ side }) => side === wanted)
  return present({ before: one('before'), after: one('after') })
}

/** Whether only the leaf is worth naming. */
function isOwnOfEach(before: VariedLeaf | undefined, after: VariedLeaf | undefined): boolean {
  return after?.isOwn === true && before?.isOwn !== false
}

/** `"reader" (397) or "writer" (30)`, or how many values there are. */
function sideText({ different, rare, isOwn, values }: VariedLeaf): string {
  if (isOwn) return 'a value of their own'
  if (values !== undefined) {
    return values.map(({ value, count }) => `${renderValue(value, shortValue)} (${count})`).join(' or ')
  }
  return `${different} different values${rare === 0 ? '' : ` (${rare} of them of one or two people)`}`
}
