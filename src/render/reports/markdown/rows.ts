import type { SourceLocation } from '../../../model/diagnostic.ts'
import { renderLocation } from '../../human/location.ts'
import { linkTo } from '../link-to.ts'
import type { ReportSheet } from '../report-format.ts'
import { clip } from './clip.ts'
import type { Form, Item } from './fit.ts'
import { code, prose } from './inert.ts'

/** UTF-16 units that each may take: people can put megabytes into their own data. */
const longest = { key: 120, name: 120, place: 240, text: 600 } as const

/** A name of ours, such as that of a workspace or file. */
export function named(text: string): string {
  return code(clip(text, longest.place))
}

export function keyText(key: string): string {
  return code(clip(key, longest.key))
}

export function nameText(name: string): string {
  return prose(clip(name, longest.name))
}

/** A sentence of ours, with data in it. */
export function sentence(text: string): string {
  return prose(clip(text, longest.text))
}

/** A file with its line, and the link to it where there is a `--link-base`. */
export function placeText(at: SourceLocation, sheet: ReportSheet): string {
  const text = code(clip(renderLocation(at), longest.place))
  const url = linkTo(at, sheet)
  return url === undefined || url.length > longestUrl ? text : `[${text}](${url})`
}

/** A browser takes no longer one for granted. */
const longestUrl = 2000

/** `- head`, and what stands below it; empty texts are left out, for an empty item would make a heading of the line before it. */
export function rowText(head: readonly string[], below: readonly string[] = []): string {
  const isThere = (text: string) => text.trim() !== ''
  const lines = [head.filter(isThere).join(' · '), ...below.filter(isThere).map((text) => `  - ${text}`)]
  return `- ${lines.join('\n')}\n`
}

/** A heading with rows below it. */
export function listForm(title: string, items: () => Iterable<Item>, said: readonly string[] = []): Form {
  const before = said.map((text) => `${text}\n\n`).join('')
  return { head: `#### ${title}\n\n${before}`, items, tail: '\n' }
}

/** A line to open, with rows below it. */
export function detailsForm(title: string, items: () => Iterable<Item>, said: readonly string[] = []): Form {
  const before = said.map((text) => `${text}\n\n`).join('')
  return { head: `<details><summary>${title}</summary>\n\n${before}`, items, tail: '\n</details>\n\n' }
}

/** A heading with texts as they are, each on a line. */
export function linesForm(title: string, items: () => Iterable<Item>): Form {
  return { head: `#### ${title}\n\n\`\`\`text\n`, items, tail: '```\n\n' }
}

/** A line for `linesForm`. */
export function plainLine(texts: readonly string[]): string {
  return `${texts.map(quotedText).join('  ')}\n`
}

/** The densest form: texts one after the other, in lines that need no scrolling. */
export function wordsForm(title: string, texts: () => Iterable<string>): Form {
  return {
    head: `#### ${title}\n\n\`\`\`text\n`,
    *items() {
      let column = 0
      for (const given of texts()) {
        const text = quotedText(given)
        const isFirst = column === 0
        const breaks = !isFirst && column + text.length + 2 > widestLine
        column = breaks || isFirst ? text.length : column + text.length + 2
        yield { text: isFirst ? text : `${breaks ? ',\n' : ', '}${text}`, count: 1 }
      }
    },
    tail: '\n```\n\n',
  }
}

const widestLine = 110

/** A text that could be read as several, or as the end of the block, in quotes. */
function quotedText(given: string): string {
  const text = clip(given, longest.key)
  return /[,"`]|^\s|\s$|\s\s/.test(text) ? JSON.stringify(text) : text
}
