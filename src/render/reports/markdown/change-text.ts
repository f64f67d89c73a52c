import type { Change } from '../../../model/change.ts'
import { sidesOf } from '../../human/sides.ts'
import { renderValue, renderWhole } from '../../human/value.ts'
import type { Piece } from '../../layout/flow.ts'
import { spellOut } from '../../looks.ts'
import { type ChangeRow, changeRow, type LeafRow } from '../change-row.ts'
import type { ReportSheet } from '../report-format.ts'
import { clip } from './clip.ts'
import { code, prose } from './inert.ts'
import { keyText, nameText, placeText, plainLine, rowText, sentence } from './rows.ts'

/** What the rows of a plan have in common. */
export interface RowSheet {
  readonly sheet: ReportSheet
  readonly twins: ReadonlySet<string>
  /** Notes that stand above all rows. */
  readonly said: ReadonlySet<string>
}

/** Leaves, and units of each of their values, that a row shows: people can have thousands. */
const mostLeaves = 20
const longestValue = 60
const longestPiece = 400

/** A change with its leaves, and what it means. */
export function wholeRow(change: Change, common: RowSheet): string {
  const row = changeRow(change)
  const { leaves, ways, notes, refusals } = row
  return rowText(headOf(row, common), [
    ...(common.twins.has(row.key) ? [twinText] : []),
    ...leafLines(leaves),
    ...(ways.length === 0 ? [] : [ways.map(sentence).join(' · ')]),
    ...notes.filter((text) => !common.said.has(text)).map(sentence),
    ...refusals.flatMap(({ label, reason, hint }) => [
      `**${label}**: ${sentence(reason)}`,
      ...(hint === undefined ? [] : [`hint: ${sentence(hint)}`]),
    ]),
  ])
}

/** Only who, what, where and why. */
export function shortRow(change: Change, common: RowSheet): string {
  const row = changeRow(change)
  return rowText([...headOf(row, common), ...row.refusals.map(({ reason }) => sentence(reason))])
}

/** Key and name, in plain text. */
export function namedLine(change: Change): string {
  const { key, name, replacedBy } = changeRow(change)
  return plainLine([
    ...(replacedBy === undefined ? [key] : [key, '→', replacedBy]),
    ...(name === undefined ? [] : [name]),
  ])
}

const twinText = 'another key of this plan looks the same, and is made of other characters'

function headOf(row: ChangeRow, { sheet, twins }: RowSheet): string[] {
  const { action, key, name, accounts, at, reason, replaces, replacedBy } = row
  const shownKey = twins.has(key) ? spellOut(key) : key
  return [
    `**${action}** ${keyText(shownKey)}${name === undefined ? '' : ` ${nameText(name)}`}`,
    ...(accounts.length === 0 ? [] : [accountsText(accounts)]),
    at === undefined ? '' : placeText(at, sheet),
    reason ?? '',
    ...(replaces === undefined ? [] : [`in place of ${keyText(replaces)}`]),
    ...(replacedBy === undefined ? [] : [`${keyText(replacedBy)} comes in its place`]),
  ]
}

const mostAccounts = 4

function accountsText(accounts: readonly string[]): string {
  const more = accounts.length - mostAccounts
  const shown = accounts.slice(0, mostAccounts).map(keyText).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}

/** The leaves of a creation on one line, others on a line each. */
function leafLines(leaves: readonly LeafRow[]): string[] {
  const shown = leaves.slice(0, mostLeaves)
  const more = leaves.length - shown.length
  const fresh = shown.filter(({ kind }) => kind === 'new').map(leafText)
  return [
    ...(fresh.length === 0 ? [] : [fresh.join(', ')]),
    ...shown.filter(({ kind }) => kind !== 'new').map(leafText),
    ...(more === 0 ? [] : [`${more} more values`]),
  ]
}

function leafText({ field, kind, cause }: LeafRow): string {
  const { path, before, after, reference } = field
  const name = code(clip(path, longestPiece))
  if (kind === 'new') return `${name} ${valueText(renderWhole(after, longestValue, false))}`
  if (kind === 'observed')
    return `${name} live ${valueText(renderValue(before))}, file ${valueText(renderValue(after))} (observed)`
  const sides =
    reference === undefined ? sidesText(sidesOf(before, after, longestValue, false)) : valueText(renderValue(after))
  const notes = [...(cause === undefined ? [] : [cause]), ...(kind === 'waiting' ? ['waits'] : [])]
  return `${name} ${sides}${notes.map((text) => ` (${text})`).join('')}`
}

/** How a leaf changes: values in code, and the arrow and notes of ours between them. */
export function sidesText(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, paint }) => (paint === 'added' || paint === 'removed' ? valueText(text) : prose(text)))
    .join(' ')
}

function valueText(text: string): string {
  return code(clip(text, longestPiece))
}
