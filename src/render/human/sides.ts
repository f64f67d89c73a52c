import type { Json } from '../../model/json.ts'
import { listDifference } from '../../model/list-difference.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import type { Piece } from '../layout/flow.ts'
import { isWider } from '../layout/width.ts'
import { looksLike } from '../looks.ts'
import { signs } from './symbols.ts'
import { longestValue, mostElements, renderValue, renderWhole, type ValueOptions } from './value.ts'

/** Characters that two long texts have in common and that a row shows on both sides of what differs. */
const context = 12

/** How a leaf changes: `before → after`, and of two lists or two long texts what is added and what is taken out. */
export function sidesOf(before: Json | undefined, after: Json | undefined, room: number, isFull: boolean): Piece[] {
  const most = isFull ? longestValue : room
  if (Array.isArray(before) && Array.isArray(after)) {
    const pieces = listPieces(before, after, most, isFull)
    if (pieces !== undefined) return pieces
  }
  if (typeof before === 'string' && typeof after === 'string' && before !== hiddenValue && after !== hiddenValue) {
    return textPieces(before, after, { room, most })
  }
  return arrow(renderWhole(before, most, isFull), renderWhole(after, most, isFull))
}

function arrow(before: string, after: string, note?: string): Piece[] {
  return [
    { text: before, paint: 'removed' },
    { text: signs.arrow },
    { text: after, paint: 'added' },
    ...(note === undefined ? [] : [{ text: note, paint: 'faint' } as const]),
  ]
}

const alikeNote = '(they look alike, and are other characters)'

function textPieces(before: string, after: string, { room, most }: { room: number; most: number }): Piece[] {
  if (looksLike(before, after)) {
    return arrow(renderValue(before, { most, spelled: true }), renderValue(after, { most, spelled: true }), alikeNote)
  }
  const whole = [JSON.stringify(before.slice(0, 2 * room)), JSON.stringify(after.slice(0, 2 * room))]
  if (!isWider(whole.join(' → '), room)) return arrow(renderValue(before), renderValue(after))
  const [left, right] = apart(before, after)
  return [added('-', renderValue(left, { most: most - 2 })), added('+', renderValue(right, { most: most - 2 }))]
}

/** Two texts without their long common beginning and end. */
function apart(before: string, after: string): [string, string] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const from = start > 2 * context ? wordAt(before, start) : 0
  const tail = end > 2 * context ? end - context : 0
  const part = (text: string): string => {
    const to = text.length - tail
    const cut = text.slice(from, tail > 0 ? characterAt(text, to) : to)
    return `${from > 0 ? '…' : ''}${cut}${tail > 0 ? '…' : ''}`
  }
  return [part(before), part(after)]
}

/** Where the context before an index begins: at a word if one begins there, else at a character. */
function wordAt(text: string, index: number): number {
  const space = text.slice(index - context, index).indexOf(' ')
  return space < 0 ? characterAt(text, index - context) : index - context + space + 1
}

/** The index, or the one before it where that would split a character or part a mark from its letter. */
function characterAt(text: string, index: number): number {
  let at = index
  while (at > 0 && at > index - 16 && /^(?:[\uDC00-\uDFFF]|\p{M}|\u200d)/u.test(text.slice(at, at + 2))) at--
  return at
}

function listPieces(
  before: readonly Json[],
  after: readonly Json[],
  most: number,
  isFull: boolean,
): Piece[] | undefined {
  const { added: come, removed: go, kept } = listDifference(before, after)
  if (come.length + go.length === 0) return undefined
  const isAlike = (value: Json) => (other: Json) => looksLike(String(value), String(other))
  const spelled = come.some((value) => go.some(isAlike(value)))
  const options: ValueOptions = { most: most - 2, spelled }
  return [
    ...elements('+', come, options, isFull),
    ...elements('-', go, options, isFull),
    ...(kept === 0 ? [] : [{ text: `(${kept} ${kept === 1 ? 'stays' : 'stay'})`, paint: 'faint' } as const]),
    ...(spelled ? [{ text: alikeNote, paint: 'faint' } as const] : []),
  ]
}

function elements(sign: '+' | '-', list: readonly Json[], options: ValueOptions, isFull: boolean): Piece[] {
  const shown = isFull ? list : list.slice(0, mostElements)
  const more = list.length - shown.length
  return [
    ...shown.map((value) => added(sign, renderValue(value, options))),
    ...(more === 0 ? [] : [added(sign, `… ${more} more`)]),
  ]
}

function added(sign: '+' | '-', text: string): Piece {
  return { text: `${sign} ${text}`, paint: sign === '+' ? 'added' : 'removed' }
}
