import type { Blocked, Change, FieldChange } from '../../model/change.ts'
import { invitationOf, waitsOf } from '../../model/change-parts.ts'
import { shellWord } from '../../model/shell-word.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import { flow, leastRoom, type Piece } from '../layout/flow.ts'
import { padEnd, shorten, widthOf } from '../layout/width.ts'
import type { Style } from '../style.ts'
import { type Heads, indent, reasonTexts } from './change-head.ts'
import { labelledLines, refusalLines } from './labelled-lines.ts'
import { sidesOf } from './sides.ts'
import { longestValue, renderValue, renderWhole } from './value.ts'
import { newWayIn, renderInvitation } from './way-in.ts'

/** Wrapped lines begin here. */
const hanging = `${indent}  `

/** Columns of a pointer to which those of a change align. */
const widestPath = 32

/** How the rows of a section are shown. */
export interface RowSheet {
  readonly heads: Heads
  readonly style: Style
  readonly detail: Detail
  /** Notes that stand above all rows, and hints (as by `hintOf`) that stand above some. */
  readonly said: ReadonlySet<string>
}

/** One row of a plan: the change, its leaves and its consequences. Ends with a line break. */
export function renderChange(change: Change, { heads, style, detail, said }: RowSheet): string {
  const notes = notesOf(change).filter((text) => !said.has(text))
  const { lines: head, otherIdentifiers } = heads.headOf(change)
  const lines = [
    ...head,
    ...(heads.hasTwin(change) ? labelledLines('note', twinText, 'warning', indent, style) : []),
    // The leaves of a creation say them.
    ...(change.action === 'create' || otherIdentifiers.length === 0
      ? []
      : labelledLines('account', otherIdentifiers.join(', '), undefined, indent, style)),
    ...fieldLines(change, style, detail === 'full'),
    ...wayInLines(change, style),
    ...notes.flatMap((text) => labelledLines('note', text, 'warning', indent, style)),
    ...refusalLines('blocked', withoutHint(change, said), indent, style),
    ...refusalLines('waits', waitsOf(change), indent, style),
  ]
  return `${lines.join('\n')}\n`
}

const twinText = 'another key of this plan looks the same, and is made of other characters'

function fieldLines(change: Change, style: Style, isFull: boolean): string[] {
  if (change.action === 'create') return createdLines(change, style, isFull)
  const waiting = waitsOf(change)?.fields ?? []
  const observed = change.observed ?? []
  const paths = [...change.fields, ...waiting, ...observed].map(({ path }) => escapeText(path))
  const pathWidth = Math.min(Math.max(0, ...paths.map(widthOf)), widestPath)
  const lines = (field: FieldChange, sides: (room: number) => Piece[], note: string): string[] => {
    const room = Math.max(style.width - widthOf(hanging), 20)
    const path = shorten(escapeText(field.path), room)
    const first = `${indent}${padEnd(path, pathWidth)}  `
    const pieces = [...sides(room), ...(note === '' ? [] : [{ text: note, paint: 'faint' } as const])]
    // A line that the terminal would break has its path alone.
    if (style.width - widthOf(first) < leastRoom) return [`${indent}${path}`, ...flow(pieces, hanging, hanging, style)]
    return flow(pieces, first, hanging, style)
  }
  const changed = (field: FieldChange, note: string) => lines(field, (room) => piecesOf(field, room, isFull), note)
  return [
    ...change.fields.flatMap((field) => changed(field, inBrackets(causeText(field, change)))),
    ...waiting.flatMap((field) => changed(field, `${inBrackets(causeText(field, change))} (waits)`.trimStart())),
    ...observed.flatMap((field) => lines(field, (room) => observedPieces(field, room, isFull), '(observed)')),
  ]
}

/** The leaves of a creation one after the other: nothing is there that they could be compared with. */
function createdLines({ fields }: Change, style: Style, isFull: boolean): string[] {
  if (fields.length === 0) return []
  const most = isFull ? longestValue : Math.max(style.width - widthOf(hanging) - 2, 20)
  const pieces = fields.map(({ path, after }, index) => {
    const separator = index < fields.length - 1 ? ' ·' : ''
    const room = Math.max(most - path.length, 20)
    return { text: `${escapeText(path)} ${renderWhole(after, room, isFull)}${separator}` }
  })
  return flow(pieces, indent, hanging, style)
}

function piecesOf({ before, after, reference }: FieldChange, room: number, isFull: boolean): Piece[] {
  if (reference !== undefined) return [{ text: renderValue(after), paint: 'added' }]
  return sidesOf(before, after, room, isFull)
}

/** What is only compared: both sides by name, because nothing becomes the other. */
export function observedPieces({ before, after }: FieldChange, room: number, isFull: boolean): Piece[] {
  const most = isFull ? longestValue : room - 6
  return [{ text: `live ${renderValue(before, { most })},` }, { text: `file ${renderValue(after, { most })}` }]
}

function inBrackets(text: string): string {
  return text === '' ? '' : `(${text})`
}

/** Why a leaf differs, where that is not the reason of its row; else `''`. */
export function causeText({ cause }: FieldChange, { reason }: Change): string {
  return cause === reason || cause === 'new' ? '' : reasonTexts[cause]
}

function wayInLines(change: Change, style: Style): string[] {
  const invitation = invitationOf(change)
  const invite = invitation === undefined ? '' : `invite: ${renderInvitation(invitation)}`
  if (change.action !== 'create') return invite === '' ? [] : [`${indent}${invite}`]
  if (isWithoutWayIn(change.way_in)) {
    const note = labelledLines('note', noWayIn, 'warning', indent, style)
    return invite === '' ? note : [...note, `${indent}${invite}`]
  }
  const pieces = [`${newWayIn(change)}${invite === '' ? '' : ' ·'}`, invite]
  return flow(
    pieces.filter((text) => text !== '').map((text) => ({ text })),
    indent,
    hanging,
    style,
  )
}

export const noWayIn = 'no way in: this person cannot sign in'

/** Whether a creation leaves its person without any way in. */
export function isWithoutWayIn(ways: readonly string[]): boolean {
  return ways.every((way) => way === 'none')
}

/** The hint of a blocked row, with KEY in place of its key: several rows may say the same to different people. */
export function hintOf({ key, blocked }: Change): string | undefined {
  const own = ` ${shellWord(key)}\``
  const hint = blocked?.hint
  return hint?.endsWith(own) ? `${hint.slice(0, -own.length)} KEY\`` : hint
}

function withoutHint(change: Change, said: RowSheet['said']): Pick<Blocked, 'reason' | 'hint'> | undefined {
  const hint = hintOf(change)
  if (change.blocked === undefined || hint === undefined || !said.has(hint)) return change.blocked
  return { reason: change.blocked.reason }
}

/** The consequences to show; none for an orphan, which stays as it is. */
export function notesOf({ blocked, consequences }: Change): readonly string[] {
  return blocked?.orphan ? [] : consequences.map(({ text }) => text)
}
