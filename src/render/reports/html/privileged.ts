import type { Change } from '../../../model/change.ts'
import { effectSigns, type PrivilegedGroups } from '../../human/privileged.ts'
import { longestValue, renderValue } from '../../human/value.ts'
import type { ReportSheet } from '../report-format.ts'
import { type Html, html, prose } from './markup.ts'
import type { Section } from './page.ts'
import { badge, placeOf, rowOf, who } from './row.ts'

type Group = ReturnType<PrivilegedGroups['finish']>[number]

/** How the people of a group are found. */
export interface PrivilegedLook {
  readonly sheet: ReportSheet
  readonly changeAt: (index: number) => Change | undefined
}

/** How many gain and lose something, on top of a page that says who at its end. */
export function privilegedAlert(said: string): Html {
  return html`<p><a href="#privileged">Privileged values</a>: ${said}.</p>`
}

/** Everybody who gains or loses a privileged value, by value, whatever section their change is in. */
export function privilegedSection({ places, finish }: PrivilegedGroups, said: string, look: PrivilegedLook): Section {
  return {
    title: 'Privileged',
    id: 'privileged',
    count: places.length,
    about: [prose(said)],
    *rows() {
      for (const group of finish()) {
        for (let from = 0; from < group.rows.length; from += mostPeople) yield groupItem(group, from, look)
      }
    },
  }
}

/** A row has no more people: everybody may gain the same. */
const mostPeople = 100

/** @param from The place in the group of the first person of this row. */
function groupItem({ effect, path, value, note, rows }: Group, from: number, look: PrivilegedLook): Html {
  const part = rows.slice(from, from + mostPeople)
  const people = part.flatMap((index) => {
    const change = look.changeAt(index)
    return change === undefined ? [] : [personItem(change, look)]
  })
  const which = part.length === rows.length ? '' : `${from + 1} to ${from + part.length} of `
  return rowOf({
    data: html`data-effect="${effect}"`,
    head: html`${badge(effect, `${effectSigns[effect].text} ${effect}`)}${who(path, renderValue(value, { most: longestValue }), `${which}${rows.length}`, note)}`,
    body: [html`<ul class="people">${people}</ul>`],
    isOpen: true,
  })
}

function personItem({ key, display, origin }: Change, { sheet }: PrivilegedLook): Html {
  return html`<li>${who(key, display === key ? undefined : display)}${placeOf(origin, sheet)}</li>\n`
}
