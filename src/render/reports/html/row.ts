import type { SourceLocation } from '../../../model/diagnostic.ts'
import { renderLocation } from '../../human/location.ts'
import { linkTo } from '../link-to.ts'
import type { ReportSheet } from '../report-format.ts'
import { type Html, html, nothing, prose } from './markup.ts'

/** One row of a section. */
export interface Row {
  /** `html` of the attributes by which the row is filtered. */
  readonly data: Html
  readonly head: Html
  /** Where it is written. It stands beside the head, which is a button as a whole. */
  readonly place?: Html
  /** Each a block below the head. Without any, there is nothing to open. */
  readonly body: readonly Html[]
  readonly isOpen: boolean
  /** The section says what a badge would. */
  readonly isFlush?: true
}

export function rowOf({ data, head, place = nothing, body, isOpen, isFlush }: Row): Html {
  const look = isFlush ? 'row flush' : 'row'
  if (body.length === 0) return html`<li class="${look}" ${data}><div class="head">${head}</div>${place}</li>\n`
  return html`<li class="${look}" ${data}><details${isOpen ? html` open` : nothing}><summary class="head">${head}</summary><div class="body">${body}</div></details>${place}</li>\n`
}

/** The word that a row begins with. */
export function badge(kind: string, label: string): Html {
  return html`<span class="badge ${kind}">${label}</span> `
}

/** Who the row is about, and what else there is to say in a few words. */
export function who(key: string, name: string | undefined, ...facts: readonly string[]): Html {
  const called = name === undefined ? nothing : html` <bdi class="name">${name}</bdi>`
  const said = facts.filter((fact) => fact !== '').map((fact) => html` <span class="faint">${fact}</span>`)
  return html`<span class="who"><bdi class="key">${key}</bdi>${called}${said}</span> `
}

/** A file with its line, and the link to it where there is a `--link-base`. */
export function placeOf(at: SourceLocation | undefined, sheet: ReportSheet): Html {
  if (at === undefined) return nothing
  const text = renderLocation(at)
  const url = linkTo(at, sheet)
  // A page that somebody opens must run nothing, whatever the base is.
  const isLink = url !== undefined && /^https?:\/\//.test(url)
  return isLink
    ? html`<a class="place" href="${url}" rel="noreferrer">${text}</a> `
    : html`<span class="place">${text}</span> `
}

/** `note: text`. */
export function labelled(label: string, text: string, kind = label): Html {
  return html`<p class="said ${kind}"><b>${label}:</b> ${prose(text)}</p>`
}
