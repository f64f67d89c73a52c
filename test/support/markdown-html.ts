import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** A piece of HTML: a tag as it is written, or the text between tags. */
export interface HtmlPiece {
  readonly tag?: string
  readonly text?: string
  /** The text stands in `code` or `pre`, where platforms look for nothing. */
  readonly isCode: boolean
  readonly isLink: boolean
}

/** What GitHub Flavored Markdown makes of a text; HTML in it stays. */
export function htmlOf(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })
}

/** The parser writes every `<` of a text as `&lt;`, so that what looks like a tag is one. */
export function piecesOf(html: string): readonly HtmlPiece[] {
  let code = 0
  let links = 0
  return html.split(/(<!--.*?-->|<[^>]*>)/s).flatMap((part): HtmlPiece[] => {
    if (part === '') return []
    if (/^<(code|pre)\b/.test(part)) code += 1
    if (/^<a\b/.test(part)) links += 1
    const piece = part.startsWith('<') ? { tag: part } : { text: decoded(part) }
    const found = { ...piece, isCode: code > 0, isLink: links > 0 }
    if (/^<\/(code|pre)\b/.test(part)) code -= 1
    if (/^<\/a\b/.test(part)) links -= 1
    return [found]
  })
}

/** The text that a reader sees. */
export function textOf(pieces: readonly HtmlPiece[]): string {
  return pieces.map(({ text = '' }) => text).join('')
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
