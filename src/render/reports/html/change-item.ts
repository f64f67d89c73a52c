import { type Change, effectiveActions } from '../../../model/change.ts'
import { changeLabel, shownAction } from '../../human/symbols.ts'
import { spellOut } from '../../looks.ts'
import { type ChangeRow, changeRow, type LeafRow } from '../change-row.ts'
import type { ReportSheet } from '../report-format.ts'
import { changed, leafList, observed, onlyNew, type ShownLeaf } from './leaves.ts'
import { type Html, html } from './markup.ts'
import { badge, labelled, placeOf, rowOf, who } from './row.ts'

/** How the rows of a section are shown. */
export interface ChangeLook {
  readonly sheet: ReportSheet
  /** Keys that look like another one. */
  readonly twins: ReadonlySet<string>
  /** Notes that stand above all rows. */
  readonly said: ReadonlySet<string>
  readonly isOpen: boolean
}

export function changeItem(change: Change, { sheet, twins, said, isOpen }: ChangeLook): Html {
  const row = changeRow(change)
  const hasTwin = twins.has(row.key)
  const reason = [row.reason ?? '', row.replacedBy === undefined ? '' : `replaced by ${row.replacedBy}`, goesText(row)]
  return rowOf({
    data: html`data-action="${actionOf(change)}" data-cause="${[...causesOf(change)].join(' ')}"`,
    head: html`${badge(actionOf(change), changeLabel(change).text.trim())}${who(hasTwin ? spellOut(row.key) : row.key, row.name, ...reason)}`,
    place: placeOf(row.at, sheet),
    body: bodyOf(row, hasTwin, said),
    isOpen,
  })
}

/** By what rows are filtered: what happens to the person. */
export function actionOf(change: Change): string {
  return change.blocked === undefined ? shownAction(change) : 'blocked'
}

/** The actions in the order of the sections. */
export const actionLabels: ReadonlyMap<string, string> = new Map([
  ...['blocked', ...effectiveActions.toReversed()].map((action) => [action, action] as const),
  ['none', 'observe'],
])

/** Why the row is there, and why each of its leaves differs. */
export function causesOf({ reason, fields }: Change): ReadonlySet<string> {
  return new Set([reason, ...fields.map(({ cause }) => cause)])
}

function goesText({ replaces }: ChangeRow): string {
  return replaces === undefined ? '' : `replaces ${replaces}`
}

const twinText = 'another key of this plan looks the same, and is made of other characters'

function bodyOf(row: ChangeRow, hasTwin: boolean, said: ReadonlySet<string>): Html[] {
  return [
    ...(hasTwin ? [labelled('note', twinText)] : []),
    ...(row.accounts.length === 0 ? [] : [labelled('account', row.accounts.join(', '))]),
    ...leafList(row.leaves.map(leafOf)),
    ...row.ways.map((text) => html`<p class="said">${text}</p>`),
    ...row.notes.filter((text) => !said.has(text)).map((text) => labelled('note', text)),
    ...refusals(row),
  ]
}

/** Why the change is not done, or not all of it, and what to do about it. */
export function refusals(row: ChangeRow): Html[] {
  return row.refusals.flatMap(({ label, reason, hint }) => [
    labelled(label, reason, 'blocked'),
    ...(hint === undefined ? [] : [labelled('hint', hint)]),
  ])
}

const values = { new: onlyNew, changed, waiting: changed, observed } as const
const kindNotes = { new: [], changed: [], waiting: ['waits'], observed: ['observed'] } as const

export function leafOf({ field, kind, cause }: LeafRow): ShownLeaf {
  return {
    path: field.path,
    value: values[kind](field),
    notes: [...(cause === undefined ? [] : [cause]), ...kindNotes[kind]],
  }
}
