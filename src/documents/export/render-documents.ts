import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { escapeReferences } from '../edit/escape-references.ts'
import { jsonText } from '../edit/json-text.ts'
import { renderMember } from '../edit/yaml-value.ts'

/** How documents are written; the ending of the files is the name. */
export const documentFormats = ['yaml', 'json', 'ndjson'] as const
export type DocumentFormat = (typeof documentFormats)[number]

const step = 2

/** One document as a file holds it: with line breaks, and without any live text that would be a reference. */
export function renderDocument(document: JsonObject, format: DocumentFormat): string {
  const escaped = escaping(document)
  switch (format) {
    case 'yaml':
      return Object.entries(escaped)
        .flatMap(([name, value]) => renderMember(name, value, 0, step))
        .map((line) => `${line}\n`)
        .join('')
    case 'json':
      return `${jsonText(escaped, step)}\n`
    case 'ndjson':
      return `${jsonText(escaped)}\n`
  }
}

/** Rendered documents as one file. */
export function joinDocuments(texts: readonly string[], format: DocumentFormat): string {
  switch (format) {
    case 'yaml':
      return texts.join('---\n')
    case 'json':
      return `[\n${texts.map((text) => text.trimEnd()).join(',\n')}\n]\n`
    case 'ndjson':
      return texts.join('')
  }
}

/** What is read back from a rendered document, before its escapes are undone. */
export function escaping(document: JsonObject): JsonObject {
  const escaped = escapeReferences(document)
  if (!isJsonObject(escaped)) throw new TypeError('a map stays a map')
  return escaped
}
