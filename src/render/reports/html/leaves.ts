import type { FieldChange } from '../../../model/change.ts'
import { sidesOf } from '../../human/sides.ts'
import { longestValue, renderValue, renderWhole } from '../../human/value.ts'
import type { Piece } from '../../layout/flow.ts'
import { type Html, html, nothing } from './markup.ts'

/** One leaf, and what is told of it. */
export interface ShownLeaf {
  readonly path: string
  readonly value: Html
  /** `drift`, `waits`. */
  readonly notes: readonly string[]
}

export function leafList(leaves: readonly ShownLeaf[]): Html[] {
  if (leaves.length === 0) return []
  const rows = leaves.map(({ path, value, notes }) => {
    const said = notes.map((note) => html` <small>${note}</small>`)
    return html`<div><dt>${path}</dt><dd>${value}${said}</dd></div>`
  })
  return [html`<dl class="leaves">${rows}</dl>`]
}

/** Characters of two texts that stand beside each other; of longer ones, only what differs is shown. */
const besides = 160

/** From one value to another. */
export function fromTo(before: FieldChange['before'], after: FieldChange['after']): Html {
  return pieced(sidesOf(before, after, besides, true))
}

/** A value that only comes: nothing was there. */
export function onlyNew({ after, reference }: FieldChange): Html {
  return reference === undefined ? html`<ins>${renderWhole(after, longestValue, true)}</ins>` : fromReference(after)
}

export function changed({ before, after, reference }: FieldChange): Html {
  return reference === undefined ? fromTo(before, after) : fromReference(after)
}

/** What live has where the file says something else, and nothing is written. */
export function observed({ before, after }: FieldChange): Html {
  return html`live <q>${renderWhole(before, longestValue, true)}</q>, file <q>${renderWhole(after, longestValue, true)}</q>`
}

function fromReference(after: FieldChange['after']): Html {
  return html`<ins>${renderValue(after)}</ins>`
}

const elements = {
  removed: (text: string) => html`<del>${text}</del>`,
  added: (text: string) => html`<ins>${text}</ins>`,
}

function pieced(pieces: readonly Piece[]): Html {
  return html`${pieces.map(({ text, paint }, index) => {
    const space = index === 0 ? nothing : html` `
    if (paint === 'removed' || paint === 'added') return html`${space}${elements[paint](text)}`
    return paint === undefined ? html`${space}${text}` : html`${space}<small>${text}</small>`
  })}`
}
