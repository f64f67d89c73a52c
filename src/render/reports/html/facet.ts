import { type Html, html } from './markup.ts'

/** Something by which rows can be filtered. A row names its values in the attribute `data-NAME`, with spaces between them. */
export interface Facet {
  readonly name: string
  readonly title: string
  readonly values: readonly FacetValue[]
}

export interface FacetValue {
  /** One word. */
  readonly value: string
  readonly label: string
  /** Number of rows that have it. */
  readonly count: number
}

/** Counts values while rows pass by. */
export interface Tally {
  add(value: string): void
  /** Those that occur, in the order of `labels`. */
  finish(labels: ReadonlyMap<string, string>): readonly FacetValue[]
}

export function tally(): Tally {
  const counts = new Map<string, number>()
  return {
    add(value) {
      counts.set(value, (counts.get(value) ?? 0) + 1)
    },
    finish: (labels) =>
      [...labels].flatMap(([value, label]) => {
        const count = counts.get(value) ?? 0
        return count === 0 ? [] : [{ value, label, count }]
      }),
  }
}

/** Buttons, which the script of the page wakes; until then they are a legend. */
export function filterOf({ name, title, values }: Facet): Html {
  const buttons = values.map(
    ({ value, label, count }) =>
      html`<button type="button" disabled aria-pressed="false" class="${value}" data-facet="${name}" data-value="${value}">${label} <b>${count}</b></button>\n`,
  )
  return html`<div class="filter" role="group" aria-label="Filter by ${title.toLowerCase()}"><span>${title}</span>\n${buttons}</div>\n`
}

/** Width of the chart, in units of its own. */
const wide = 1000
/** A part that nobody could see is drawn as wide as this. */
const least = 8

/** One bar with a part for each value. */
export function chartOf({ title, values }: Facet): Html {
  const total = values.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return html``
  const sizes = values.map(({ count }) => Math.max(least, Math.round((wide * count) / total)))
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  const text = values.map(({ label, count }) => `${count} ${label}`).join(', ')
  const parts = values.map(({ value, label, count }, index) => {
    const x = sizes.slice(0, index).reduce((sum, size) => sum + size, 0)
    return html`<rect class="${value}" x="${x}" width="${sizes[index]}" height="10"><title>${count} ${label}</title></rect>`
  })
  return html`<svg class="chart" viewBox="0 0 ${whole} 10" preserveAspectRatio="none" role="img" aria-label="${title}: ${text}">${parts}</svg>\n`
}
