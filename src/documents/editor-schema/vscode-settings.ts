import { applyEdits, type FormattingOptions, modify, type ParseError, parse } from 'jsonc-parser'
import { isJsonObject, type Json, type JsonObject, jsonEqual } from '../../model/json.ts'

/** Which files an editor checks against which schema; paths are relative to the folder of the settings. */
export interface Association {
  readonly schema: string
  /** Globs; one that begins with `!` leaves files out. */
  readonly files: readonly string[]
  readonly language: 'yaml' | 'json'
}

export type SettingsEdit =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly text: string }
  /** The file cannot be edited, or says something else about a schema of ours. */
  | { readonly kind: 'kept'; readonly why: string }

/**
 * Adds associations to `.vscode/settings.json`. Every other byte stays: settings, comments, order and indentation. What
 * the file says about a schema already is left alone.
 *
 * @param text The file; `undefined` if there is none.
 */
export function addAssociations(text: string | undefined, associations: readonly Association[]): SettingsEdit {
  const mark = text?.startsWith('\u{feff}') ? '\u{feff}' : ''
  const before = text === undefined || text.trim() === '' ? '{}\n' : text.slice(mark.length)
  const errors: ParseError[] = []
  const settings = parse(before, errors, { allowTrailingComma: true }) as Json | undefined
  if (errors.length > 0 || !isJsonObject(settings)) return { kind: 'kept', why: 'it is not JSON with comments' }
  const options = { formattingOptions: formattingOf(before) }
  let after = before
  for (const { schema, files, language } of associations) {
    const found = language === 'yaml' ? yamlPlace(settings, schema) : jsonPlace(settings, after, schema)
    if ('why' in found) return { kind: 'kept', why: found.why }
    const wanted: Json = language === 'yaml' ? [...files] : { fileMatch: [...files], url: schema }
    if (found.value !== undefined) {
      if (!jsonEqual(found.value, wanted)) return { kind: 'kept', why: `it says something else about ${schema}` }
      continue
    }
    after = applyEdits(after, modify(after, found.path, wanted, { ...options, isArrayInsertion: language === 'json' }))
  }
  return after === before && text !== undefined ? { kind: 'unchanged' } : { kind: 'changed', text: mark + after }
}

type Place = { readonly path: (string | number)[]; readonly value: Json | undefined } | { readonly why: string }

function yamlPlace(settings: JsonObject, schema: string): Place {
  const schemas = settings['yaml.schemas'] ?? {}
  if (!isJsonObject(schemas)) return { why: 'its "yaml.schemas" is not an object' }
  return { path: ['yaml.schemas', schema], value: Object.hasOwn(schemas, schema) ? schemas[schema] : undefined }
}

/** An entry of a list goes to its end, as it is by now. */
function jsonPlace(settings: JsonObject, now: string, schema: string): Place {
  const schemas = settings['json.schemas'] ?? []
  if (!Array.isArray(schemas)) return { why: 'its "json.schemas" is not a list' }
  const current = (parse(now) as JsonObject)['json.schemas']
  const end = Array.isArray(current) ? current.length : 0
  const value = schemas.find((entry) => isJsonObject(entry) && entry['url'] === schema)
  return { path: ['json.schemas', end], value }
}

function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  '
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return indent.startsWith('\t')
    ? { insertSpaces: false, tabSize: 4, eol }
    : { insertSpaces: true, tabSize: indent.length, eol }
}
