import type { Change } from '../../model/change.ts'
import type { Reason } from '../../model/change-codes.ts'
import { escapeText } from '../escape.ts'
import { type ColumnRule, columnGap, fitColumns, layRow, naturalWidths } from '../layout/columns.ts'
import { padEnd, shorten, widthOf } from '../layout/width.ts'
import { looksOf, spellOut } from '../looks.ts'
import type { Style } from '../style.ts'
import { renderLocation } from './location.ts'
import { changeLabel } from './symbols.ts'

export const reasonTexts: Readonly<Record<Reason, string>> = {
  pending: 'pending',
  drift: 'drift',
  both: 'both',
  new: 'new',
  removed: 'removed from file',
  mark: 'mark',
  'document-gone': 'document is gone',
  expired: 'expired',
  'grace-over': 'grace period is over',
  restored: 'document is back',
  todo: 'follow-up is owed',
  unmarked: 'unmarked',
  asked: 'asked for',
}

/** Columns of the label, such as `+ create`. */
const labelWidth = 9

/** Stands before the lines below the head of a row: they begin under the key. */
export const indent = ' '.repeat(labelWidth + columnGap)

/** Lays out the heads of rows in common columns. */
export interface Heads {
  /** The first line of a row, or two where one is too narrow. */
  lines(change: Change): string[]
  /** The login identifiers of the account that its head does not show. */
  otherIdentifiers(change: Change): readonly string[]
  /** Another key of the plan looks like that of the change. */
  hasTwin(change: Change): boolean
}

/** Columns for label, key, name, file and reason. A cell that is wider moves the file to the next line of its row. */
const rules: readonly ColumnRule[] = [{}, { most: 32 }, { most: 48 }, { most: 44 }, {}]

/** Columns that a name takes at most. */
const widestWho = 48

/** @param changes All rows that are shown, so that their columns align. */
export function layHeads(changes: readonly Change[], style: Style): Heads {
  const twins = lookalikes(changes)
  const cells = (change: Change, withIdentifier: boolean): string[] => [
    padEnd(changeLabel(change).text, labelWidth),
    keyText(change.key, twins),
    shorten(whoText(change, withIdentifier), widestWho),
    change.origin === undefined ? '' : renderLocation(change.origin),
    reasonText(change),
  ]
  const widthsOf = (withIdentifier: boolean): number[] =>
    fitColumns(naturalWidths(each(changes, (one) => cells(one, withIdentifier))), rules, style.width)
  const whole = widthsOf(true)
  const isWide = totalOf(whole) <= style.width
  const widths = isWide ? whole : widthsOf(false)
  return {
    lines: (change) => headLines(cells(change, isWide), widths, change, style),
    otherIdentifiers: (change) => {
      const shown = new Set([change.key, change.display, isWide ? shownIdentifier(change) : undefined])
      return (change.identifiers ?? []).filter((identifier) => !shown.has(identifier))
    },
    hasTwin: ({ key }) => twins.has(key),
  }
}

function totalOf(widths: readonly number[]): number {
  return widths.filter((one) => one > 0).reduce((sum, one) => sum + one + columnGap, -columnGap)
}

function* each(changes: readonly Change[], map: (change: Change) => string[]): Generator<string[]> {
  for (const change of changes) yield map(change)
}

function headLines(cells: readonly string[], widths: readonly number[], change: Change, style: Style): string[] {
  const row = layRow(cells, widths, rules)
  const line = row.filter((_, index) => (widths[index] ?? 0) > 0).join(' '.repeat(columnGap))
  if (widthOf(line) <= style.width) return [paintedHead(row, widths, change, style)]
  const [label = '', key = '', who = '', place = '', reason = ''] = cells
  const room = Math.max(style.width - indent.length, 20)
  const shortKey = shorten(key, room)
  const left = room - widthOf(shortKey) - columnGap
  const first = [label, shortKey, left < 8 ? '' : shorten(who, left)]
  const placeRoom = room - (reason === '' ? 0 : widthOf(reason) + columnGap)
  const second = [shorten(place, Math.max(placeRoom, 12)), style.faint(reason)].filter((part) => part !== '')
  return [
    paintedHead(first, [labelWidth, 1, 1], change, style),
    ...(second.join('') === '' ? [] : [indent + second.join(' '.repeat(columnGap))]),
  ]
}

function paintedHead(row: readonly string[], widths: readonly number[], change: Change, style: Style): string {
  const paints = [style[changeLabel(change).paint], style.strong, same, same, style.faint]
  return row
    .flatMap((cell, index) => ((widths[index] ?? 0) === 0 ? [] : [(paints[index] ?? same)(cell)]))
    .join(' '.repeat(columnGap))
    .trimEnd()
}

function same(text: string): string {
  return text
}

/** The name by which people know the person, and a login identifier where the account is at stake. */
function whoText(change: Change, withIdentifier: boolean): string {
  const identifier = withIdentifier ? shownIdentifier(change) : undefined
  const { display } = change
  if (display === undefined) return identifier === undefined ? '' : escapeText(identifier)
  return escapeText(identifier === undefined ? display : `${display} <${identifier}>`)
}

function shownIdentifier({ key, display, identifiers }: Change): string | undefined {
  const [first] = identifiers ?? []
  return first === key || first === display ? undefined : first
}

function reasonText({ reason, action }: Change): string {
  return action === 'create' && reason === 'new' ? '' : `(${reasonTexts[reason]})`
}

function keyText(key: string, twins: ReadonlySet<string>): string {
  return twins.has(key) ? spellOut(escapeText(key)) : escapeText(key)
}

/** Keys that look like another key of the plan. */
function lookalikes(changes: readonly Change[]): ReadonlySet<string> {
  const byLook = new Map<string, string>()
  const found = new Set<string>()
  for (const { key } of changes) {
    const look = looksOf(key)
    const other = byLook.get(look)
    if (other === undefined) byLook.set(look, key)
    else if (other !== key) found.add(key).add(other)
  }
  return found
}
