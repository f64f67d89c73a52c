import type { Change } from '../../model/change.ts'
import type { Reason } from '../../model/change-codes.ts'
import { escapeText } from '../escape.ts'
import { type ColumnRule, columnGap, fitColumns, layRow, widen } from '../layout/columns.ts'
import { shortenPlace } from '../layout/shorten-place.ts'
import { isWider, padEnd, shorten, widthOf } from '../layout/width.ts'
import { spellOut } from '../looks.ts'
import type { Paint, Style } from '../style.ts'
import { gatherTwins, type Twins } from '../twins.ts'
import { renderLocation } from './location.ts'
import { nameText } from './name-text.ts'
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

/** What the heads of rows show besides key, name and file. */
export interface HeadLook {
  /** Stands before the key; `undefined` for nothing. */
  label(change: Change): { readonly text: string; readonly paint: Paint } | undefined
  reason(change: Change): string
  /** Stands before the following lines of a head. */
  readonly indent: string
}

export const planLook: HeadLook = {
  label: (change) => {
    const { text, paint } = changeLabel(change)
    return { text: padEnd(text, labelWidth), paint }
  },
  reason: (change) => {
    const text = reasonText(change)
    return text === '' ? '' : `(${text})`
  },
  indent,
}

/** The head of a row. */
export interface Head {
  /** One, or more where the terminal is too narrow. */
  readonly lines: readonly string[]
  /** The login identifiers of the account that they do not show whole. */
  readonly otherIdentifiers: readonly string[]
}

/** Lays out the heads of rows in common columns. */
export interface Heads {
  headOf(change: Change): Head
  /** Another key of the plan looks like that of the change. */
  hasTwin(change: Change): boolean
}

/** Columns for label, key, name, file and reason. A cell that is wider moves the file to the next line of its row. */
const rules: readonly ColumnRule[] = [{}, { most: 32 }, { most: 48 }, { most: 44 }, {}]

/** Columns that a name takes at most. */
const widestWho = 48

/** @param changes All rows that are shown, so that their columns align. They are read once. */
export function layHeads(changes: Iterable<Change>, style: Style, look: HeadLook = planLook): Heads {
  const twins = gatherTwins()
  const cells = (change: Change, withIdentifier: boolean): string[] => [
    look.label(change)?.text ?? '',
    keyText(change.key, twins.found),
    whoText(change, withIdentifier),
    change.origin === undefined ? '' : renderLocation(change.origin),
    look.reason(change),
  ]
  const [whole, short] = widthsOf(changes, cells, twins).map((natural) => fitColumns(natural, rules, style.width))
  const isWide = totalOf(whole ?? []) <= style.width
  const widths = (isWide ? whole : short) ?? []
  return {
    headOf: (change) => {
      const row = layRow(cells(change, isWide), widths, rules)
      const paint = look.label(change)?.paint
      const { lines, key, who } = fits(row, widths, style)
        ? { lines: [paintedHead(row, widths, paint, style)], key: row[1], who: row[2] }
        : severalLines(cells(change, false), paint, look, style)
      return { lines, otherIdentifiers: unshown(change, key?.trimEnd(), who?.trimEnd()) }
    },
    hasTwin: ({ key }) => twins.found.has(key),
  }
}

/** The widest cell of each column, with and without identifiers. Adds their keys to `twins`. */
function widthsOf(
  changes: Iterable<Change>,
  cells: (change: Change, withIdentifier: boolean) => readonly string[],
  twins: Twins,
): number[][] {
  const whole: number[] = []
  const short: number[] = []
  for (const change of changes) {
    twins.add(change.key)
    widen(whole, cells(change, true))
    widen(short, cells(change, false))
  }
  const spelled = [...twins.found].map((key) => ['', keyText(key, twins.found)])
  return [whole, short].map((widths) => {
    for (const row of spelled) widen(widths, row)
    return widths
  })
}

function totalOf(widths: readonly number[]): number {
  return widths.filter((one) => one > 0).reduce((sum, one) => sum + one + columnGap, -columnGap)
}

function fits(row: readonly string[], widths: readonly number[], style: Style): boolean {
  return widthOf(row.filter((_, index) => (widths[index] ?? 0) > 0).join(' '.repeat(columnGap))) <= style.width
}

function unshown({ identifiers = [] }: Change, key: string | undefined, who = ''): readonly string[] {
  return identifiers.filter((identifier) => {
    const text = escapeText(identifier)
    return text !== key && text !== who && !who.endsWith(` <${text}>`)
  })
}

function severalLines(cells: readonly string[], paint: Paint | undefined, look: HeadLook, style: Style) {
  const [label = '', key = '', who = '', place = '', reason = ''] = cells
  const room = Math.max(style.width - look.indent.length, 20)
  const shortKey = shorten(key, room)
  const left = room - widthOf(shortKey) - columnGap
  const shortWho = left < 8 ? '' : shorten(who, left)
  const first = [label, shortKey, shortWho]
  const placeRoom = room - (reason === '' ? 0 : widthOf(reason) + columnGap)
  const isTight = placeRoom < Math.min(widthOf(place), leastName)
  const parts = [shortenPlace(place, isTight ? room : placeRoom), style.faint(reason)].filter((part) => part !== '')
  const below = isTight ? parts : [parts.join(' '.repeat(columnGap))]
  const lines = [
    paintedHead(first, [widthOf(label), 1, 1], paint, style),
    ...below.filter((line) => line !== '').map((line) => look.indent + line),
  ]
  return { lines, key: shortKey, who: shortWho }
}

function paintedHead(
  row: readonly string[],
  widths: readonly number[],
  paint: Paint | undefined,
  style: Style,
): string {
  const paints = [paint === undefined ? same : style[paint], style.strong, same, same, style.faint]
  return row
    .flatMap((cell, index) => ((widths[index] ?? 0) === 0 ? [] : [(paints[index] ?? same)(cell)]))
    .join(' '.repeat(columnGap))
    .trimEnd()
}

function same(text: string): string {
  return text
}

/**
 * The name by which people know the person, and a login identifier where the account is at stake. A long name gives way to the
 * identifier, because people choose their names themselves.
 */
function whoText(change: Change, withIdentifier: boolean): string {
  const { display } = change
  const identifier = withIdentifier ? shownIdentifier(change) : undefined
  if (display === undefined) return identifier ?? ''
  if (identifier === undefined) return shorten(nameText(display), widestWho)
  const account = `<${identifier}>`
  return `${shorten(nameText(display), widestWho - 1 - widthOf(account))} ${account}`
}

/** Columns of a name or a place that stay beside something else. */
const leastName = 12

/** Absent: the key or the name says it, or it is too long for the head of a row. */
function shownIdentifier({ key, display, identifiers }: Change): string | undefined {
  const [first] = identifiers ?? []
  if (first === undefined || first === key || first === display) return undefined
  const shown = escapeText(first)
  const most = display === undefined ? widestWho : widestWho - leastName - ' <>'.length
  return isWider(shown, most) ? undefined : shown
}

/** Why the plan has a change; `''` for somebody new, whose label says so. */
export function reasonText({ reason, action }: Change): string {
  return action === 'create' && reason === 'new' ? '' : reasonTexts[reason]
}

function keyText(key: string, twins: ReadonlySet<string>): string {
  return twins.has(key) ? spellOut(escapeText(key)) : escapeText(key)
}
