import { extname } from 'node:path'
import { jsonTree } from '../../edit/json-tree.ts'
import { lineStart } from '../../edit/splice.ts'

/** A part of a text, from one offset to another. */
export interface Part {
  readonly start: number
  readonly end: number
}

/**
 * The part of a file that is read as the same document without the rest, so that an edit need not read a long list again.
 * `undefined` where that is not sure: an entry of a YAML list may have aliases of other entries.
 *
 * @param offset where the document starts
 */
export function partOfFile(file: string, text: string, offset: number): Part | undefined {
  const line = lineStart(text, offset)
  const isFirst = text.slice(line, offset).trim() === ''
  switch (extname(file).toLowerCase()) {
    case '.ndjson':
      return { start: line, end: endOfLine(text, offset) }
    case '.json':
      return { start: isFirst ? line : offset, end: jsonTree(text, offset).end }
    default:
      return isFirst ? { start: line, end: endOfYaml(text, offset) } : undefined
  }
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

/** Where the next document of the stream, or the end of this one, is announced. */
function endOfYaml(text: string, offset: number): number {
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm
  marker.lastIndex = offset
  return marker.exec(text)?.index ?? text.length
}
