import { escapeText } from '../../escape.ts'

/**
 * HTML that may stand in a page. What is fixed comes from a template in the sources; every text in it is escaped, so that it stays a text: there
 * is no other way to make one.
 */
export class Html {
  readonly #markup: string

  constructor(fixed: TemplateStringsArray, parts: readonly Part[]) {
    this.#markup = fixed.map((markup, index) => markup + markupOf(parts[index])).join('')
  }

  toString(): string {
    return this.#markup
  }
}

/** A text or a number may stand between tags, and as the value of an attribute between double quotes. */
export type Part = string | number | Html | readonly Html[] | undefined

/** Tag function: html`<p title="${title}">${text}</p>`. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(fixed, parts)
}

export const nothing: Html = html``

/** A sentence of ours: what stands between backticks is a command or a word to copy. */
export function prose(text: string): Html {
  const parts = text.split('`')
  // An odd tick is no pair.
  if (parts.length % 2 === 0) return html`${text}`
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`
}

function markupOf(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return escapeMarkup(escapeText(part))
  if (part instanceof Html || typeof part === 'number') return String(part)
  return part.join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
}
