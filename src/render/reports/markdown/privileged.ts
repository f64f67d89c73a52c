import type { Change } from '../../../model/change.ts'
import { effectSigns, type PrivilegedGroups } from '../../human/privileged.ts'
import { renderValue } from '../../human/value.ts'
import { type ChangeRow, changeRow } from '../change-row.ts'
import type { ReportSheet } from '../report-format.ts'
import { clip } from './clip.ts'
import type { Section } from './document.ts'
import type { Item } from './fit.ts'
import { code } from './inert.ts'
import { keyText, linesForm, listForm, nameText, placeText, plainLine, rowText, sentence } from './rows.ts'

type Group = ReturnType<PrivilegedGroups['finish']>[number]

const longestPiece = 400

/**
 * Everybody who gains or loses a privileged value, by value, whatever section they are in and however much is folded there.
 *
 * @param said their numbers
 * @param rowOf a row of a list
 */
export function privilegedSection(
  { places, finish }: PrivilegedGroups,
  said: string,
  changeAt: (index: number) => Change | undefined,
  rowOf: (row: ChangeRow) => string,
): Section {
  const groups = finish()
  const heading = `Privileged (${places.length})`
  const each = (head: (group: Group) => string, row: (change: Change) => string) =>
    function* items(): Generator<Item> {
      for (const group of groups) {
        yield { text: head(group), count: 0 }
        for (const index of group.rows) {
          const change = changeAt(index)
          if (change !== undefined) yield { text: row(change), count: 1 }
        }
      }
    }
  return {
    title: 'Privileged',
    count: groups.reduce((total, { rows }) => total + rows.length, 0),
    isVital: true,
    forms: [
      listForm(
        heading,
        each(headText, (change) => `  ${rowOf(changeRow(change))}`),
        [sentence(said)],
      ),
      linesForm(
        heading,
        each(headLine, ({ key, display }) => `  ${plainLine([key, ...(display === undefined ? [] : [display])])}`),
      ),
      linesForm(
        heading,
        each(headLine, ({ key }) => plainLine([key])),
      ),
    ],
  }
}

function headText({ effect, path, value, note, rows }: Group): string {
  const about = note === '' ? '' : `: ${sentence(note)}`
  return rowText([
    `**${effectSigns[effect].text}** ${code(clip(path, longestPiece))} ${code(clip(renderValue(value), longestPiece))} (${rows.length})${about}`,
  ])
}

function headLine({ effect, path, value, rows }: Group): string {
  return plainLine([effectSigns[effect].text, path, renderValue(value), `(${rows.length})`])
}

/** Who it is and where; `more`: what else is told of them. */
export function personText({ key, name, at }: ChangeRow, sheet: ReportSheet, more = ''): string {
  const who = `${keyText(key)}${name === undefined ? '' : ` ${nameText(name)}`}`
  return rowText([who, at === undefined ? '' : placeText(at, sheet), more])
}
