import { extname } from 'node:path'
import { jsonTree } from '../../edit/json-tree.ts'
import { lineBreakOf } from '../../edit/splice.ts'

/**
 * A list file with more documents at its end; `undefined` where it has no form for more than one.
 *
 * @param documents as they are rendered for a file of their own, in the format of this file
 */
export function appendToList(file: string, text: string, documents: readonly string[]): string | undefined {
  const lineBreak = lineBreakOf(text)
  const rendered = documents.map((one) => one.replaceAll('\n', lineBreak))
  switch (extname(file).toLowerCase()) {
    case '.json':
      return appendToJson(text, rendered, lineBreak)
    case '.ndjson':
      return closed(text, lineBreak) + rendered.join('')
    default:
      return closed(text, lineBreak) + rendered.map((one) => `---${lineBreak}${one}`).join('')
  }
}

function closed(text: string, lineBreak: string): string {
  return text === '' || text.endsWith('\n') ? text : text + lineBreak
}

function appendToJson(text: string, documents: readonly string[], lineBreak: string): string | undefined {
  const list = jsonTree(text, text.search(/\S/))
  if (list.items === undefined) return undefined
  const more = documents.map((one) => one.trimEnd()).join(`,${lineBreak}`)
  const last = list.items.at(-1)
  if (last === undefined) {
    return `${text.slice(0, list.start)}[${lineBreak}${more}${lineBreak}]${text.slice(list.end)}`
  }
  const end = list.end - 1
  const isOpen = text.slice(last.end, end).includes('\n')
  const tail = isOpen ? text.slice(last.end) : lineBreak + text.slice(end)
  return `${text.slice(0, last.end)},${lineBreak}${more}${tail}`
}
