import type { Facet } from './facet.ts'
import type { Html } from './markup.ts'

/** Rows of one kind, with a heading. */
export interface Section {
  readonly title: string
  /** For links to it. */
  readonly id?: string
  readonly count: number
  /** What the rows have in common. */
  readonly about: readonly Html[]
  /** Made while they are written: there may be hundreds of thousands. */
  rows(): Iterable<Html>
}

/** A fact about the whole page: `Target`, `prod`. */
export interface Fact {
  readonly name: string
  readonly text: Html
}

/** What a report shows, without how a page looks. */
export interface Page {
  /** The result in one sentence. */
  readonly verdict: string
  readonly facts: readonly Fact[]
  /** What must be read first: each a block below the verdict. */
  readonly alerts: readonly Html[]
  /** By what rows can be filtered; the first is also a chart. */
  readonly facets: readonly Facet[]
  readonly sections: readonly Section[]
}
