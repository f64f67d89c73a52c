import { isUtf8 } from 'node:buffer'
import { join } from 'node:path'
import type { Config } from '../../config/types.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import type { IdentitySchemaSource } from '../../model/identity.ts'
import { isJsonObject, type Json, type JsonObject, type JsonPointer, parsePointer } from '../../model/json.ts'
import { reportConflicts } from '../../source/conflict.ts'
import { type Located, memberOf, nearestNode } from '../../source/located.ts'
import { readJsonPart, roomOfFile } from '../../source/read-json.ts'
import { mebibyte, readRegularFile, whyNotRead } from '../../source/regular-file.ts'
import type { Reporter } from '../../source/report.ts'
import { errorCode, type SourceText, sourceText } from '../../source/source-text.ts'
import { walkFolder } from '../files/walk.ts'
import { underBothNames } from './schema-aliases.ts'

/** In bytes. An identity schema has some thousand, and Kratos accepts no larger body. */
const largestSchema = 5 * mebibyte

/** The location of a pointer in the local schema of this id; `undefined` if there is no such schema. */
export type SchemaLocator = (id: string, pointer: JsonPointer, isName?: boolean) => SourceLocation | undefined

export interface SchemaFiles {
  readonly sources: readonly IdentitySchemaSource[]
  /** Ids of the files that cannot be used. */
  readonly unusable: ReadonlySet<string>
  readonly diagnostics: readonly Diagnostic[]
  readonly placeOf: SchemaLocator
}

/**
 * The local identity schemas: `*.schema.json` below the identities folders (id = file name) and those that `schemas` of
 * idctl.yaml names. For offline validation and for the embedded sandbox; elsewhere a server's own schemas take
 * precedence.
 */
export function readSchemaFiles(config: Config): SchemaFiles {
  const sources: IdentitySchemaSource[] = []
  const unusable = new Set<string>()
  const diagnostics: Diagnostic[] = []
  const rootOf = new Map<JsonObject, () => Located>()
  for (const [id, file] of schemaFilesOf(config)) {
    const read = readSchemaFile(config.root, file)
    if ('schema' in read) {
      sources.push({ id, schema: read.schema })
      rootOf.set(read.schema, read.root)
    } else {
      unusable.add(id)
      diagnostics.push(...read)
    }
  }
  const schemaOf = new Map(underBothNames(sources, config.schema_aliases).map(({ id, schema }) => [id, schema]))
  const placeOf: SchemaLocator = (id, pointer, isName) => {
    const schema = schemaOf.get(id)
    const root = schema && rootOf.get(schema)?.()
    return root && placeIn(root, parsePointer(pointer), isName === true)
  }
  return { sources, unusable, diagnostics, placeOf }
}

/** The local schemas by the name that documents use, with their files; without `schema` where the file cannot be used. */
export function localSchemas(
  config: Config,
): ReadonlyMap<string, { readonly file: string; readonly schema: JsonObject | undefined }> {
  const schemas = new Map(readSchemaFiles(config).sources.map(({ id, schema }) => [id, schema]))
  return new Map([...schemaFilesOf(config)].map(([id, file]) => [id, { file, schema: schemas.get(id) }]))
}

function placeIn(root: Located, segments: readonly string[], isName: boolean): SourceLocation {
  const above = nearestNode(root, segments.slice(0, -1))
  const member = isName ? memberOf(above, segments.at(-1) ?? '') : undefined
  return (member ?? nearestNode(root, segments)).at
}

/**
 * Id → file; `schemas` of idctl.yaml wins over file names. Folders that cannot be listed are reported when documents
 * are read.
 */
function schemaFilesOf(config: Config): Map<string, string> {
  const files = new Map<string, string>()
  for (const folder of new Set([...config.wholeFolders, ...config.identities])) {
    for (const { id, file } of walkFolder(config, folder, () => {}).schemas) files.set(id, file)
  }
  for (const [id, file] of Object.entries(config.schemas)) files.set(id, file)
  return files
}

/** The schema, and its tree to find locations in it. */
function readSchemaFile(root: string, file: string): { schema: JsonObject; root: () => Located } | Diagnostic[] {
  let bytes: Buffer
  try {
    const read = readRegularFile(join(root, file), largestSchema)
    if (read.kind !== 'bytes') return [noSchema(file, whyNotRead(read, largestSchema))]
    bytes = read.bytes
  } catch (error) {
    return [noSchema(file, `cannot be read (${errorCode(error)})`, 'check that it exists and may be read')]
  }
  const text = bytes.toString('utf8')
  let schema: Json
  try {
    schema = JSON.parse(text) as Json
  } catch {
    return [notJson(file, text, isUtf8(bytes))]
  }
  if (!isJsonObject(schema)) return [noSchema(file, 'is not a JSON object')]
  const problems: Diagnostic[] = []
  const located = locate(sourceText(file, text), (problem) => problems.push(problem))
  // Of two equal keys only the last would count, while a reader of the file sees both.
  const twice = problems.filter(({ code }) => code === 'IDC204')
  return twice.length > 0 ? twice : { schema, root: () => located }
}

/** The tree of a schema. Not all that is reported is a mistake: limits for documents do not apply to schemas. */
function locate(source: SourceText, report: Reporter): Located {
  const root = readJsonPart(source, 0, source.text.length, report, new Set(), roomOfFile())
  return root ?? { kind: 'broken', at: start(source.file) }
}

function notJson(file: string, text: string, isText: boolean): Diagnostic {
  if (!isText) return noSchema(file, 'is not valid UTF-8', 'save it as UTF-8')
  if (text.startsWith('\u{feff}')) {
    return noSchema(file, 'begins with a byte order mark, which Kratos does not read', 'save it as UTF-8 without one')
  }
  const problems: Diagnostic[] = []
  const source = sourceText(file, text)
  if (!reportConflicts(source, (problem) => problems.push(problem))) locate(source, (problem) => problems.push(problem))
  const problem = problems.find(({ code }) => code === 'IDC203' || code === 'IDC229')
  if (problem === undefined) return noSchema(file, 'is not JSON')
  return noSchema(file, `is not JSON: ${problem.summary}`, problem.hint, problem.at)
}

function noSchema(
  file: string,
  why: string,
  hint = 'an identity schema must be one JSON object, as Kratos reads it',
  at = start(file),
): Diagnostic {
  return { severity: 'error', code: 'IDC401', summary: `the identity schema ${file} ${why}`, hint, at }
}

function start(file: string): SourceLocation {
  return { file, line: 1, column: 1 }
}
