import type { Change } from '../../model/change.ts'
import { escapeText } from '../escape.ts'
import { flow } from '../layout/flow.ts'
import { shorten } from '../layout/width.ts'
import type { Style } from '../style.ts'
import type { AlikeChanges, VariedLeaf } from './alike.ts'
import { indent } from './change-head.ts'
import { renderValue } from './value.ts'
import { renderWayIn } from './way-in.ts'

/** Leaves with a common value that a line about folded rows names. */
const mostNamed = 3

const shortValue = { most: 32 }

/** `… 297 more like these` with what they have in common, and every leaf in which they differ. */
export function moreLines(first: Change, alike: AlikeChanges, style: Style, before = indent): string[] {
  return foldedLines(moreText(first, alike), before, style)
}

/** The same in one sentence. */
export function moreText(first: Change, { more, common, varied, edits }: AlikeChanges): string {
  const named = common.slice(0, mostNamed).map(({ path, before, after }) => {
    const to = renderValue(after, shortValue)
    const isNew = first.action === 'create' || before === undefined
    return `${escapeText(path)} ${isNew ? to : `${renderValue(before, shortValue)} → ${to}`}`
  })
  const ways = first.action === 'create' ? [`way in: ${renderWayIn(first.way_in)}`] : []
  const edited = edits.map(({ path, before, after }) => {
    return `${escapeText(path)} …${escapeText(shorten(before, 32))} → …${escapeText(shorten(after, 32))}`
  })
  const isEdited = new Set(edits.map(({ path }) => path))
  const other = varied.filter(({ path }) => !isEdited.has(path))
  const counted = other.flatMap((leaf) => countedText(leaf) ?? [])
  const own = new Set(other.filter((leaf) => countedText(leaf) === undefined).map(({ path }) => escapeText(path)))
  const about = [...edited, ...named, ...counted, ...ways].join(', ')
  const owned = own.size === 0 ? '' : `; each with their own ${[...own].join(', ')}`
  return `… ${more} more like these${about === '' ? '' : `: ${about}`}${owned}`
}

/** `… 297 more like these; all: --full`, where nothing else is to be said of them. */
export function moreLine(more: number, before: string, style: Style): string {
  return foldedLines(`… ${more} more like these`, before, style).join('\n')
}

function foldedLines(text: string, before: string, style: Style): string[] {
  return flow([{ text: `${text}; all: --full`, paint: 'faint' }], before, `${before}  `, style)
}

/** `undefined` where only the leaf is worth naming. */
function countedText({ path, side, different, rare, isOwn, values }: VariedLeaf): string | undefined {
  if (isOwn) return undefined
  const name = `${escapeText(path)}${side === 'before' ? ' before' : ''}`
  if (values !== undefined) {
    const each = values.map(({ value, count }) => `${renderValue(value, shortValue)} (${count})`)
    return `${name} ${each.join(' or ')}`
  }
  const few = rare === 0 ? '' : `, ${rare} of them of one or two people`
  return `${name} ${different} different values${few}`
}
