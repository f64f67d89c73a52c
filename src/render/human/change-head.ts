import type { Change } from '../../model/change.ts'
import { type Reason, reasons } from '../../model/change-codes.ts'
import { reasonExplanations } from '../../model/explanations/reasons.ts'
import { escapeText } from '../escape.ts'
import { layCells } from '../layout/cells.ts'
import { columnGap } from '../layout/columns.ts'
import { gatherWidths, type Widths } from '../layout/gather-widths.ts'
import { isWider, padEnd, shorten, widthOf } from '../layout/width.ts'
import { spellOut } from '../looks.ts'
import type { Paint, Style } from '../style.ts'
import { gatherTwins, type Twins } from '../twins.ts'
import { chooseColumns, fitCells, type HeadCells, leastName } from './head-columns.ts'
import { renderLocation } from './location.ts'
import { nameText } from './name-text.ts'
import { changeLabel } from './symbols.ts'

export const reasonTexts = Object.fromEntries(
  reasons.map((reason) => [reason, reasonExplanations[reason].label ?? reason]),
) as Readonly<Record<Reason, string>>

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

/** Columns that a name takes at most. */
const widestWho = 48

/** @param changes All rows that are shown, so that their columns align. They are read once. */
export function layHeads(changes: Iterable<Change>, style: Style, look: HeadLook = planLook): Heads {
  const twins = gatherTwins()
  const cells = (change: Change, withIdentifier: boolean): HeadCells => [
    look.label(change)?.text ?? '',
    keyText(change.key, twins.found),
    whoText(change, withIdentifier),
    change.origin === undefined ? '' : renderLocation(change.origin),
    look.reason(change),
  ]
  const { whole, short } = widthsOf(changes, cells, twins)
  const columns = chooseColumns(whole, short, { width: style.width, below: look.indent.length })
  return {
    headOf: (change) => {
      const [label, key, who, place, reason] = fitCells(cells(change, columns.withIdentifier), columns, style.width)
      const [atLabel, atKey, atWho, atPlace, atReason] = columns.starts
      const paint = look.label(change)?.paint
      const where = { text: place, start: atPlace, paint: same }
      const why = { text: reason, start: atReason, paint: style.faint }
      const lines = layCells([
        { text: label, start: atLabel, paint: paint === undefined ? same : style[paint] },
        { text: key, start: atKey, paint: style.strong },
        { text: who, start: atWho, paint: same },
        ...(columns.next === 'place' ? [where, why] : [why, where]),
      ])
      return { lines, otherIdentifiers: unshown(change, key, who) }
    },
    hasTwin: ({ key }) => twins.found.has(key),
  }
}

/** How wide cells are, with and without identifiers. Adds their keys to `twins`. */
function widthsOf(
  changes: Iterable<Change>,
  cells: (change: Change, withIdentifier: boolean) => HeadCells,
  twins: Twins,
): { readonly whole: Widths; readonly short: Widths } {
  const [whole, short] = [gatherWidths(), gatherWidths()]
  for (const change of changes) {
    twins.add(change.key)
    whole.add(cells(change, true))
    short.add(cells(change, false))
  }
  for (const key of twins.found) {
    const spelled = ['', keyText(key, twins.found)]
    whole.add(spelled)
    short.add(spelled)
  }
  return { whole, short }
}

function unshown({ identifiers = [] }: Change, key: string, who: string): readonly string[] {
  return identifiers.filter((identifier) => {
    const text = escapeText(identifier)
    return text !== key && text !== who && !who.endsWith(` <${text}>`)
  })
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
